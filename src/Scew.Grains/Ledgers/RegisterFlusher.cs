using System.Collections.Immutable;
using Scew.Ledger;
using Scew.Protocol.Ordering;
using Scew.Storage;

namespace Scew.Grains;

/// <summary>
/// Writes executed heights behind execution: everything up to a height H, registers and results, in one transaction with applied_height = H. The journal is
/// the truth; what is lost here is executed again.
/// </summary>
public sealed class RegisterFlusher(MerchantContext merchant, IReplicaStore store, RegisterBuffer buffer, BlockDesk blocks, ISiloStop stop) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _signal = new(0);
    private readonly SemaphoreSlim _oneFlush = new(1);
    private List<(BlockOutcome Outcome, BlockWithBodies? Block)> _executed = [];

    /// <summary>A height was executed and its registers are in the buffer.</summary>
    public void Executed(Block block, BlockOutcome outcome)
    {
        var unstored = blocks.TakeStored(block.Hash) ? null : new BlockWithBodies(block, blocks.BodiesOf(block));
        lock (_gate)
        {
            _executed.Add((outcome, unstored));
        }
        if (_signal.CurrentCount == 0)
        {
            _signal.Release();
        }
    }

    /// <summary>Flushes until the token says stop.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        try
        {
            while (true)
            {
                await _signal.WaitAsync(cancel);
                await Task.Delay(Pause, cancel);
                await FlushAsync();
            }
        }
        catch (OperationCanceledException)
        {
        }
        catch (Exception e)
        {
            stop.Stop(e);
        }
    }

    /// <summary>Writes everything executed so far.</summary>
    public async Task FlushAsync()
    {
        await _oneFlush.WaitAsync();
        try
        {
            List<(BlockOutcome Outcome, BlockWithBodies? Block)> taken;
            lock (_gate)
            {
                taken = _executed;
                _executed = [];
            }
            if (taken.Count == 0)
            {
                return;
            }
            var last = taken[^1].Outcome.Height;
            var heights = taken.Select(t => new AppliedHeight(
                t.Outcome.Attested, t.Outcome.TrieRoot, t.Outcome.HistoryRoot, [.. t.Outcome.Results.Select(r => r.Result)], Attestations(t.Outcome.Attested)));
            var unstored = taken.Where(t => t.Block is not null).Select(t => t.Block!);
            await store.ApplyAsync(new AppliedSet(merchant.ActivationId, [.. heights], buffer.UpTo(last), [.. unstored]));
            buffer.Flushed(last);
        }
        finally
        {
            _oneFlush.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _signal.Dispose();
        _oneFlush.Dispose();
    }

    private ImmutableArray<Attestation> Attestations(AttestedState state) => merchant.OwnAttestation(state) is { } own ? [own] : [];
}
