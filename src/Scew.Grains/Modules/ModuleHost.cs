using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using Scew.Homomorphic.Hybrid;
using Scew.Homomorphic.Modules;
using Scew.Protocol;

namespace Scew.Grains;

/// <summary>
/// What the secure modules of this process share: the group's module keys by epoch, and the cache of openings that verified. Without a key it answers everything that is not
/// delegated. Safe for several threads.
/// </summary>
public sealed class ModuleHost(ModuleOptions options) : IDisposable
{
    private readonly VerifiedOpenings? _verified = options.CacheNames == 0 ? null : new VerifiedOpenings(options.CacheNames);
    /// <summary>Fewer items are done sooner than handed out.</summary>
    private const int WorthSharing = 4;

    private readonly Lock _gate = new();
    private ImmutableList<(long Epoch, HybridPrivateKey Key)> _keys = [];
    private volatile SecureModule? _module;

    /// <summary>Whether delegated operations sealed to the key of this epoch can be answered.</summary>
    public bool HasKey(long epoch)
    {
        lock (_gate)
        {
            return _keys.Exists(one => one.Epoch == epoch);
        }
    }

    /// <summary>Takes the key of an epoch over; what waits for it is answered at the next try.</summary>
    public void Take(long epoch, HybridPrivateKey key)
    {
        lock (_gate)
        {
            Invariant.Require(!HasKey(epoch), "one key an epoch");
            _keys = _keys.Add((epoch, key));
            _module = Module();
        }
    }

    /// <summary>The encoded reply to an encoded batch.</summary>
    public byte[] Answer(ReadOnlySpan<byte> batch)
    {
        var calls = ModuleBatch.DecodeCalls(batch);
        return ModuleBatch.Encode(calls is null ? new ModuleReply.Broken("a batch for the secure module decodes") : Answer(calls.Value));
    }

    /// <summary>Ends the keys.</summary>
    public void Dispose()
    {
        foreach (var (_, key) in _keys)
        {
            key.Dispose();
        }
    }

    private ModuleReply Answer(ImmutableArray<ModuleCall> calls)
    {
        try
        {
            return new ModuleReply.Answered((_module ?? Module()).Run(calls));
        }
        catch (MissingModuleKeyException)
        {
            // Null where the key came in between.
            var waiting = calls.OfType<ModuleCall.Delegated>().FirstOrDefault(call => !HasKey(call.Binding.KeyEpoch));
            return waiting is null ? Answer(calls) : new ModuleReply.KeyMissing(waiting.Binding.KeyEpoch);
        }
        catch (InvariantException e)
        {
            return new ModuleReply.Broken(e.Message);
        }
    }

    // Its list of keys is read without a lock, so a new key makes a new one.
    private SecureModule Module()
    {
#pragma warning disable CA2000 // the keys are this object's
        var keys = new ModuleKeys();
#pragma warning restore CA2000
        foreach (var (epoch, key) in _keys)
        {
            keys.Add(epoch, key);
        }
        return new SecureModule(keys, _verified, Each);
    }

    // A range over a hundred variables opens one envelope and checks a hundred openings.
    private void Each(int count, Action<int> act)
    {
        try
        {
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = count < WorthSharing ? 1 : options.AtOnce }, act);
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }
}
