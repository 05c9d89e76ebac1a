using System.Collections.Concurrent;
using Scew.Client.Till;
using Scew.Keys;

namespace Scew.Cli.State;

/// <summary>Keys of a till's merchants and customers, from a development group's seed. A merchant of the file (<c>A</c>) is the member of that name in lower case.</summary>
internal sealed class DevTillKeys(DevKeys keys, IReadOnlyList<string> members) : ITillKeys, IDisposable
{
    private readonly ConcurrentDictionary<string, SigningKey> _merchants = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SigningKey> _customers = new(StringComparer.Ordinal);

    public (SigningKey Key, int Member)? Merchant(string name)
    {
        for (var i = 0; i < members.Count; i++)
        {
            if (string.Equals(members[i], name, StringComparison.OrdinalIgnoreCase))
            {
                return (_merchants.GetOrAdd(members[i], member => keys.Signing("merchant/" + member)), i);
            }
        }
        return null;
    }

    public SigningKey Customer(string name) => _customers.GetOrAdd(name, customer => keys.Signing("customer/" + customer));

    public void Dispose()
    {
        foreach (var key in _merchants.Values.Concat(_customers.Values))
        {
            key.Dispose();
        }
    }
}
