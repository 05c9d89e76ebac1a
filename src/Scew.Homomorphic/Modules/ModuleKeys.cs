using Scew.Homomorphic.Hybrid;
using Scew.Protocol;

namespace Scew.Homomorphic.Modules;

/// <summary>The group's module keys by epoch: the current one, and older ones for blocks that are executed late. Owns the keys.</summary>
public sealed class ModuleKeys : IDisposable
{
    private readonly SortedList<long, HybridPrivateKey> _keys = [];

    /// <summary>Takes a key over.</summary>
    public ModuleKeys Add(long epoch, HybridPrivateKey key)
    {
        Invariant.Require(_keys.TryAdd(epoch, key), "one key an epoch");
        return this;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var key in _keys.Values)
        {
            key.Dispose();
        }
    }

    internal HybridPrivateKey Of(long epoch) => _keys.TryGetValue(epoch, out var key) ? key : throw new MissingModuleKeyException(epoch);
}
