using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Scew.Grains.Watching;
using Scew.Homomorphic.Hybrid;
using Scew.Homomorphic.Modules;
using Scew.Protocol;

namespace Scew.Grains;

/// <summary>
/// What the secure modules of this process share: the group's module keys by epoch, and the cache of openings that verified. Without a key it answers everything that is not
/// delegated. Safe for several threads.
/// </summary>
public sealed class ModuleHost(ModuleOptions options, SiloMeter? meter = null) : IDisposable
{
    /// <summary>Openings that are checked before the thread goes back to the pool, where the protocol's own work waits for it.</summary>
    private const int ItemsAtOnce = 16;

    private readonly VerifiedOpenings? _verified = options.CacheNames == 0 ? null : new VerifiedOpenings(options.CacheNames);
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
    public async Task<byte[]> AnswerAsync(byte[] batch)
    {
        var calls = ModuleBatch.DecodeCalls(batch);
        return ModuleBatch.Encode(calls is null ? new ModuleReply.Broken("a batch for the secure module decodes") : await AnswerAsync(calls.Value));
    }

    /// <summary>Ends the keys.</summary>
    public void Dispose()
    {
        foreach (var (_, key) in _keys)
        {
            key.Dispose();
        }
    }

    private async Task<ModuleReply> AnswerAsync(ImmutableArray<ModuleCall> calls)
    {
        try
        {
            var module = _module ?? Module();
            var answers = ImmutableArray.CreateBuilder<ImmutableArray<ModuleAnswer>>(calls.Length);
            foreach (var call in calls)
            {
                var began = meter is { TimesModules: true } ? Stopwatch.GetTimestamp() : 0;
                answers.Add(call is ModuleCall.Delegated { Items.Length: > ItemsAtOnce } large ? await SharedAsync(module, large) : module.Run(call));
                if (began != 0)
                {
                    meter!.Answered(ModuleNames.Of(call), Stopwatch.GetElapsedTime(began).TotalSeconds);
                }
            }
            return new ModuleReply.Answered(answers.MoveToImmutable());
        }
        catch (MissingModuleKeyException)
        {
            // Null where the key came in between.
            var waiting = calls.OfType<ModuleCall.Delegated>().FirstOrDefault(call => !HasKey(call.Binding.KeyEpoch));
            return waiting is null ? await AnswerAsync(calls) : new ModuleReply.KeyMissing(waiting.Binding.KeyEpoch);
        }
        catch (InvariantException e)
        {
            return new ModuleReply.Broken(e.Message);
        }
    }

    // A range over a hundred variables opens one envelope and checks a hundred openings, in pieces that cores take one by one.
    private async Task<ImmutableArray<ModuleAnswer>> SharedAsync(SecureModule module, ModuleCall.Delegated call)
    {
        var answers = new ModuleAnswer[call.Items.Length];
        using var content = module.Open(call);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, (answers.Length + ItemsAtOnce - 1) / ItemsAtOnce), new ParallelOptions { MaxDegreeOfParallelism = options.AtOnce }, async (piece, _) =>
            {
                await Task.Yield();
                for (var i = piece * ItemsAtOnce; i < Math.Min(answers.Length, (piece + 1) * ItemsAtOnce); i++)
                {
                    answers[i] = module.Answer(content, call.Items[i]);
                }
            });
        return ImmutableCollectionsMarshal.AsImmutableArray(answers);
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
        return new SecureModule(keys, _verified);
    }
}
