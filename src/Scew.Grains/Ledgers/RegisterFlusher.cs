using System.Collections.Immutable;
using Scew.Ledger;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;
using Scew.Protocol.Requests;
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
    private readonly List<(BlockOutcome Outcome, BlockIds Ids, BlockWithBodies? Unstored)> _executed = [];
    private readonly SortedList<long, Certificate> _finalizations = [];
    private readonly List<Attestation> _attestations = [];
    private long _attestedHeight = -1;
    private bool _isClosed;

    /// <summary>A height was executed and its registers are in the buffer.</summary>
    public void Executed(Block block, ImmutableArray<SignedRequest> requests, BlockOutcome outcome)
    {
        var unstored = blocks.TakeStored(block.Hash) ? null : new BlockWithBodies(block, [.. requests.Select(request => request.WireArray())]);
        lock (_gate)
        {
            _executed.Add((outcome, new BlockIds(block.Header, block.RequestIds), unstored));
        }
        Signal();
    }

    /// <summary>
    /// The attestations of a certified height. They ride with the next flush instead of costing a sync each: a restart that lacks some asks the peers for theirs.
    /// </summary>
    public void Certified(ImmutableArray<Attestation> attestations)
    {
        lock (_gate)
        {
            _attestations.AddRange(attestations);
        }
        Signal();
    }

    /// <summary>The finalization of a height that is handed to execution.</summary>
    public void Final(Certificate finalization)
    {
        lock (_gate)
        {
            _finalizations[finalization.Statement.Height] = finalization;
        }
    }

    /// <summary>The era ends with a height that n-f members attest: it needs no finalization of its own on this disk. Writes everything up to it.</summary>
    public Task FlushLastAsync(long lastHeight)
    {
        lock (_gate)
        {
            _attestedHeight = lastHeight;
        }
        return FlushAsync();
    }

    /// <summary>
    /// Does <paramref name="write"/>, which begins the next era, while nothing is flushed; once it is done nothing is flushed any more: what could still come belongs to an era that is
    /// over. Where it fails, flushing goes on.
    /// </summary>
    public async Task EndAsync(Func<Task> write)
    {
        await _oneFlush.WaitAsync();
        try
        {
            await write();
            _isClosed = true;
        }
        finally
        {
            _oneFlush.Release();
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
            if (_isClosed)
            {
                return;
            }
            await StoreAttestationsAsync();
            var (taken, finalizations) = Take();
            if (taken.Count == 0)
            {
                return;
            }
            var last = taken[^1].Outcome.Height;
            var heights = taken.Select(t => new AppliedHeight(
                t.Outcome.Attested, t.Outcome.TrieRoot, t.Outcome.HistoryRoot, [.. t.Outcome.Results.Select(r => r.Result)], Attestations(t.Outcome.Attested))
            {
                Longer = [.. t.Outcome.Results.Where(r => r.RememberUntilMs > t.Outcome.TimeMs + merchant.RememberedOneMs).Select(r => r.Result.RequestId)],
                Changes = AssetChanges.Of(t.Outcome),
            });
            var unstored = taken.Where(t => t.Unstored is not null).Select(t => t.Unstored!);
            // What is applied must be provably final from this disk alone.
            CrashPoint.Reach("before-flush");
            await store.WriteSafetyAsync(new SafetyWrite(merchant.ActivationId, null, [], finalizations, []));
            CrashPoint.Reach("between-finalization-and-apply");
            await store.ApplyAsync(new AppliedSet(merchant.ActivationId, [.. heights], buffer.UpTo(last), [.. unstored]));
            CrashPoint.Reach("after-flush");
            buffer.Flushed(last);
            merchant.Flushed(last);
            foreach (var (outcome, _, _) in taken)
            {
                blocks.Release(outcome.BlockHash);
            }
        }
        finally
        {
            _oneFlush.Release();
        }
    }

    /// <summary>
    /// Puts a whole state of this height in place of what waits to be written below it, which <paramref name="install"/> is given; nothing is flushed meanwhile. Called while
    /// nothing is executed.
    /// </summary>
    public async Task ReplaceAsync(long height, Func<ImmutableArray<(BlockOutcome Outcome, BlockIds Block)>, Task> install)
    {
        await _oneFlush.WaitAsync();
        try
        {
            await install(Unwritten());
            lock (_gate)
            {
                Invariant.Require(_executed.TrueForAll(one => one.Outcome.Height < height), "an installed state lies above everything executed");
                _executed.Clear();
                _attestations.RemoveAll(attestation => attestation.State.Height <= height);
                while (_finalizations.Count > 0 && _finalizations.GetKeyAtIndex(0) <= height)
                {
                    _finalizations.RemoveAt(0);
                }
            }
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

    private ImmutableArray<(BlockOutcome Outcome, BlockIds Block)> Unwritten()
    {
        lock (_gate)
        {
            return [.. _executed.Select(one => (one.Outcome, one.Ids))];
        }
    }

    private async Task StoreAttestationsAsync()
    {
        ImmutableArray<Attestation> taken;
        lock (_gate)
        {
            taken = [.. _attestations];
            _attestations.Clear();
        }
        if (!taken.IsEmpty)
        {
            await store.StoreAttestationsAsync(taken);
        }
    }

    private void Signal()
    {
        if (_signal.CurrentCount == 0)
        {
            _signal.Release();
        }
    }

    /// <summary>
    /// A prefix of what was executed: up to the highest height that has a finalization of its own and, like all below, an own attestation. It is
    /// stored beside the height, where peers that lack it are served from; a replica in doubt has none to store and attests when its doubt is over.
    /// </summary>
    private (List<(BlockOutcome Outcome, BlockIds Ids, BlockWithBodies? Unstored)> Taken, ImmutableArray<Certificate> Finalizations) Take()
    {
        lock (_gate)
        {
            var count = 0;
            for (var i = 0; i < _executed.Count && MayBeApplied(_executed[i].Outcome); i++)
            {
                var height = _executed[i].Outcome.Height;
                count = height == _attestedHeight || _finalizations.ContainsKey(height) ? i + 1 : count;
            }
            var taken = _executed.GetRange(0, count);
            _executed.RemoveRange(0, count);
            var finalizations = ImmutableArray.CreateBuilder<Certificate>();
            while (count > 0 && _finalizations.Count > 0 && _finalizations.GetKeyAtIndex(0) <= taken[^1].Outcome.Height)
            {
                finalizations.Add(_finalizations.GetValueAtIndex(0));
                _finalizations.RemoveAt(0);
            }
            if (_executed.Count > 0)
            {
                Signal();
            }
            return (taken, finalizations.ToImmutable());
        }
    }

    private bool MayBeApplied(BlockOutcome outcome) =>
        merchant.OwnAttestation(outcome.Attested) is not null || outcome.Height <= merchant.UnattestedUpTo;

    private ImmutableArray<Attestation> Attestations(AttestedState state) => merchant.OwnAttestation(state) is { } own ? [own] : [];
}
