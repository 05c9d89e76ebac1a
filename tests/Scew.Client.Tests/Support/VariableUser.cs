using Scew.Client.Variables;
using Scew.Homomorphic.Keys;
using Scew.Keys;
using Scew.Keys.Files;
using Scew.Protocol;
using Scew.Protocol.Requests;

namespace Scew.Client.Tests.Support;

/// <summary>An account with a master secret, a store and a client of its own.</summary>
internal sealed class VariableUser : IDisposable
{
    private readonly ScewClient _client;
    private readonly MasterSecret _master;
    private readonly SigningKey _key;

    public VariableUser(LedgerGroup group, string name, string? master = null, string? store = null, TimeSpan? deadline = null, int keyBits = 2048)
    {
        _client = group.Client(deadline);
        _key = LedgerGroup.Keys.Signing("customer/" + name);
        _master = new MasterSecret(LedgerGroup.Keys.Secret(KeyKind.Master, "customer/" + (master ?? name)).Bytes);
        Variables = new EncryptedVariables(_client, _key, _master, new VariableStore(group.Folder(store ?? name)), new VariableHooks { Progress = Told.Add })
        {
            KeyBits = keyBits,
        };
    }

    public EncryptedVariables Variables { get; }

    public Account Account => _key.Account;

    public SigningKey Key => _key;

    public ScewClient Client => _client;

    /// <summary>Lines for people.</summary>
    public List<string> Told { get; } = [];

    public string Own(string name) => IdRules.OwnPrefix(Account) + ":" + name;

    public void Dispose()
    {
        Variables.Dispose();
        _master.Dispose();
        _key.Dispose();
        _client.Dispose();
    }
}
