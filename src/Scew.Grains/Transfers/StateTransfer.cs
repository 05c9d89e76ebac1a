using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Orleans;
using Scew.Ledger.Transfers;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Storage;

namespace Scew.Grains;

/// <summary>
/// Decides when this replica fetches a state instead of executing blocks, and runs the fetch: when f+1 members claim to be far ahead, or ahead at all while nothing
/// moves here, which is what peers that pruned look like. A claim only starts a fetch; what it fetches is proven.
/// </summary>
public sealed class StateTransfer(
    LedgerOptions options, MerchantContext merchant, TransferDesk desk, StateInstaller installer, IGrainFactory grains, Lazy<IPeerLinks> links, TimeProvider time, ISiloStop stop,
    ILogger<StateTransfer> log) : IDisposable
{
    /// <summary>Behind and without a new height for so long: whoever is ahead may not have the blocks any more.</summary>
    private static readonly TimeSpan Stalled = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly int[] _asked = new int[merchant.Group.Size];
    private readonly CancellationTokenSource _ended = new();
    private Task _running = Task.CompletedTask;
    private Channel<Func<StateFetcher, long, IEnumerable<FetchEffect>>>? _events;
    private long _executed = -1;
    private long _movedAt;
    private long _notBefore;
    private int _askedUpTo;
    private double _progress;

    /// <summary>True while a state is fetched: blocks are not asked for meanwhile.</summary>
    public bool Active => Volatile.Read(ref _events) is not null;

    /// <summary>Registers that are here, of those known to be needed; more are found on the way. 1 while nothing is fetched.</summary>
    public double Progress => Active ? Volatile.Read(ref _progress) : 1;

    /// <summary>Looks at where the replica stands. <paramref name="claimed"/> is the final height that at least one correct member of those connected claims.</summary>
    public void Observe(long executed, long claimed)
    {
        var now = time.GetTimestamp();
        lock (_gate)
        {
            if (executed != _executed)
            {
                (_executed, _movedAt) = (executed, now);
            }
            // That the group stands at least there is known without anybody's claim.
            claimed = Math.Max(claimed, merchant.Group.Start.Height);
            var behind = claimed - executed;
            // Blocks of an era before are nothing that this one certifies.
            var far = behind > options.TransferFrom || (behind > 0 && executed < merchant.Group.Start.Height);
            var wanted = far || (behind > 0 && time.GetElapsedTime(_movedAt, now) > Stalled);
            if (!wanted || _events is not null || now < _notBefore || _ended.IsCancellationRequested)
            {
                return;
            }
            var events = Channel.CreateBounded<Func<StateFetcher, long, IEnumerable<FetchEffect>>>(new BoundedChannelOptions(256) { SingleReader = true });
            _events = events;
            _running = Task.Run(() => RunAsync(claimed, far, events));
        }
    }

    /// <summary>Ends what is fetched, and begins nothing any more.</summary>
    public Task EndAsync()
    {
        lock (_gate)
        {
            _ended.Cancel();
            return _running;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _ended.Dispose();

    /// <summary>A link is up.</summary>
    public void Connected(int peer) => Post((fetcher, now) => fetcher.Connected(peer, now));

    /// <summary>A link is down.</summary>
    public void Disconnected(int peer) => Post((fetcher, now) => fetcher.Disconnected(peer, now));

    /// <summary>An answer came. Dropped unless it is the first to the question that is open at this peer: nobody fills the queue with what was not asked for.</summary>
    public void Received(int peer, TransferAnswer answer)
    {
        if (answer.Number != 0 && Interlocked.CompareExchange(ref _asked[peer], 0, answer.Number) == answer.Number)
        {
            Post((fetcher, now) => fetcher.Received(peer, answer, now));
        }
    }

    /// <summary>What does not fit is lost like a message on a broken link: its question times out. Every peer has one open question, and one answer to it gets here.</summary>
    private void Post(Func<StateFetcher, long, IEnumerable<FetchEffect>> happened) => Volatile.Read(ref _events)?.Writer.TryWrite(happened);

    private async Task RunAsync(long claimed, bool far, Channel<Func<StateFetcher, long, IEnumerable<FetchEffect>>> events)
    {
        try
        {
            var fetcher = await BeginAsync(claimed, far);
            foreach (var peer in links.Value.Connected)
            {
                await PerformAsync(fetcher, fetcher.Connected(peer, Now()));
            }
            while (!fetcher.Over && !_ended.IsCancellationRequested)
            {
                var wait = TimeSpan.FromMilliseconds(Math.Clamp(fetcher.NextDeadlineMs - Now(), 1, 1000));
                using var due = new CancellationTokenSource(wait, time);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(due.Token, _ended.Token);
                try
                {
                    var happened = await events.Reader.ReadAsync(either.Token);
                    await PerformAsync(fetcher, happened(fetcher, Now()));
                }
                catch (OperationCanceledException) when (due.IsCancellationRequested)
                {
                    await PerformAsync(fetcher, fetcher.Tick(Now()));
                }
                catch (OperationCanceledException) when (_ended.IsCancellationRequested)
                {
                    return;
                }
            }
        }
        catch (StoreException e) when (e.Fault == StoreFault.Closed)
        {
        }
        catch (Exception e)
        {
            stop.Stop(e);
        }
        finally
        {
            lock (_gate)
            {
                _events = null;
                _movedAt = time.GetTimestamp();
                _notBefore = _movedAt + (long)(Pause.TotalSeconds * time.TimestampFrequency);
            }
        }
    }

    private async Task<StateFetcher> BeginAsync(long claimed, bool far)
    {
        // Loads the ledger, where nothing was executed since the start.
        await grains.GetGrain<ILedgerGrain>(GrainKeys.Ledger).HeadAsync();
        var (head, trees) = desk.Current ?? throw new InvariantException("a loaded ledger stands at a height");
        // Blocks close the rest of a gap; an anchor near the own height is not worth the walk.
        var start = merchant.Group.Start.Height;
        var above = head.Height < start ? start - 1 : far ? head.Height + options.TransferFrom / 2 : head.Height;
        TransferLog.Started(log, head.Height, claimed);
        await installer.BeginAsync();
        return new StateFetcher(new FetchStart(merchant.Group, merchant.Self, head, trees.Trie, above, merchant.RememberedMs) { AskedUpTo = _askedUpTo }, merchant.Verifier);
    }

    private long Now() => (long)time.GetElapsedTime(0).TotalMilliseconds;

    private async Task PerformAsync(StateFetcher fetcher, IEnumerable<FetchEffect> effects)
    {
        Volatile.Write(ref _progress, fetcher.Fetched / (double)Math.Max(1, fetcher.Fetched + fetcher.Outstanding));
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case AskPeer ask:
                    _askedUpTo = fetcher.AskedUpTo;
                    Volatile.Write(ref _asked[ask.Peer], ask.Query.Number);
                    links.Value.Send(ask.Peer, MessageCodec.Encode(ask.Query));
                    break;
                case StageRegisters stage:
                    // Waited for: what is fetched is never more than the disk takes.
                    await installer.StageAsync(stage.Registers);
                    break;
                case ForgetStaged:
                    await installer.BeginAsync();
                    break;
                case PeerBanned banned:
                    TransferLog.Banned(log, merchant.NameOf(banned.Peer), banned.Fault);
                    break;
                case FetchEnded { Reason: FetchEnd.Contradiction }:
                    throw new StoreException(
                        StoreFault.Corrupt, "the state of this database is not an earlier state of what f+1 members attest; recover it from the peers: scew-silo recover");
                case FetchEnded ended:
                    TransferLog.Ended(log, ended.Reason);
                    break;
                case FetchDone done:
                    TransferLog.Fetched(log, done.State.Anchor.Height, fetcher.Fetched, done.State.Recent.Length);
                    installer.Offer(done.State);
                    await grains.GetGrain<ILedgerGrain>(GrainKeys.Ledger).AdoptAsync();
                    break;
            }
        }
    }
}
