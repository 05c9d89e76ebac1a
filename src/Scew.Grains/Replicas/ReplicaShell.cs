using System.Collections.Immutable;
using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Scew.Consensus;
using Scew.Grains.Watching;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Storage;

namespace Scew.Grains;

/// <summary>Performs the core's effects in order and feeds their outcomes back. Runs on the replica grain's turn; slow work leaves it and posts an event.</summary>
internal sealed class ReplicaShell
{
    /// <summary>Most events of one turn.</summary>
    public const int MaxInTurn = 256;

    /// <summary>A turn takes nothing more once one of its events began so long after it: some cost a thousand times what others do.</summary>
    private const long LongTurnMs = 20;

    private readonly MerchantContext _merchant;
    private readonly Replica _core;
    private readonly ReplicaInbox _inbox;
    private readonly IReplicaStore _store;
    private readonly PeerSender _sender;
    private readonly BlockDesk _blocks;
    private readonly RequestBook _book;
    private readonly ReceiptBook _receipts;
    private readonly PeerServer _server;
    private readonly ExecutionQueue _execution;
    private readonly RegisterFlusher _flusher;
    private readonly Channel<Func<Task>> _writes = Channel.CreateUnbounded<Func<Task>>(new UnboundedChannelOptions { SingleReader = true });
    private readonly TransferDesk _transfers;
    private readonly StateTransfer _fetching;
    private readonly ReplicaWatch _watch;
    private readonly EraTurn _turn;
    private readonly ISiloStop _stop;
    private long _lastEntered;
    private bool _shownSuspect;
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    public ReplicaShell(ReplicaParts parts, Replica core)
    {
        _merchant = parts.Merchant;
        _core = core;
        _inbox = parts.Inbox;
        _store = parts.Store;
        _sender = parts.Sender;
        _blocks = parts.Blocks;
        _book = parts.Book;
        _receipts = parts.Receipts;
        _server = parts.Server;
        _execution = parts.Execution;
        _flusher = parts.Flusher;
        _transfers = parts.Transfers;
        _fetching = parts.Fetching;
        _watch = parts.Watch;
        _turn = parts.Turn;
        _stop = parts.Stop;
        _time = parts.Time;
        _log = parts.Log;
    }

    public void Start()
    {
        Leave(WriteInOrderAsync);
        var now = Now();
        Perform(null, _core.Start(now), now);
        _watch.Stands(_core, 0);
    }

    /// <summary>
    /// Steps through what is in the inbox, up to a turn's share, and asks for another turn for the rest: where events come faster than they are done, the grain's timer and whoever asks it
    /// get their turns in between.
    /// </summary>
    public void Drain()
    {
        var (taken, now) = (0, Now());
        var until = now.MonotonicMs + LongTurnMs;
        _inbox.BeginDrain();
        bool isOver;
        do
        {
            while (!(isOver = taken == MaxInTurn || now.MonotonicMs > until) && _inbox.Take() is { } next)
            {
                taken++;
                var happened = next is RequestsArrived arrived ? WithBodiesOnly(arrived) : next;
                Notice(happened);
                now = Now();
                Perform(happened, _core.Step(happened, now), now);
                CrashPoint.Turn(_core.Leader == _merchant.Self);
            }
        }
        while (!isOver && !_inbox.EndDrain());
        if (isOver)
        {
            _inbox.LeaveRest();
        }
        var claimed = ClaimedHeight();
        _watch.Stands(_core, claimed);
        _fetching.Observe(_core.ExecutedHeight, claimed);
    }

    /// <summary>Time until the core wants a tick.</summary>
    public TimeSpan UntilTick()
    {
        var deadline = Math.Min(_core.NextDeadlineMs, _merchant.Liar?.NextDeadlineMs ?? long.MaxValue);
        // At least once a minute, because a grain without a call or a tick is collected.
        return TimeSpan.FromMilliseconds(Math.Clamp(deadline - Now().MonotonicMs, 1, 60_000));
    }

    private Clock Now() => new((long)_time.GetElapsedTime(0).TotalMilliseconds, _time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>The highest final height that f+1 members claim, so at least one correct one.</summary>
    private long ClaimedHeight()
    {
        Span<long> claims = stackalloc long[_merchant.Group.Size];
        for (var member = 0; member < claims.Length; member++)
        {
            claims[member] = _core.StatusOf(member)?.Final.Height ?? 0;
        }
        claims.Sort();
        return claims[^(_merchant.Group.MaxFaulty + 1)];
    }

    /// <summary>A pool holds only requests whose bytes are here: a refusal for lack of room may have removed them in between.</summary>
    private RequestsArrived WithBodiesOnly(RequestsArrived arrived) =>
        arrived with { Requests = arrived.Requests.RemoveAll(request => !_book.TryGet(request.Id, out _)) };

    private void Notice(ReplicaEvent happened)
    {
        switch (happened)
        {
            case PeerConnected connected:
                _sender.Knows(connected.Peer).Reset();
                break;
            case TimersLoaded { LastHeight: { } last } loaded when last == loaded.Height && last <= _core.CertifiedHeight:
                // The process ended after it executed the era's last block, and before it wrote the next era down.
                Leave(() => _turn.ResumeAsync(last));
                break;
            case RequestsArrived { OfferedBy: { } peer } arrived:
                _sender.Knows(peer).Add(arrived.Requests.Select(request => request.Id));
                break;
        }
    }

    private void Perform(ReplicaEvent? cause, ImmutableArray<Effect> effects, Clock now)
    {
        _watch.Stepped(cause, effects, _core, now);
        foreach (var effect in _merchant.Liar is { } liar ? liar.Distort(cause, effects, now) : effects)
        {
            Perform(effect);
        }
        ShowSilence();
    }

    /// <summary>While the core is silent nothing else signs with the replica's key, and what is executed is stored without an attestation.</summary>
    private void ShowSilence()
    {
        var suspect = _core.SuspectReason;
        _merchant.SilentBecause = _core.HaltReason ?? suspect;
        if (suspect is not null)
        {
            _merchant.UnattestedUpTo = _core.ExecutedHeight;
            if (!_shownSuspect)
            {
                ReplicaLog.Suspect(_log, suspect);
            }
        }
        else if (_shownSuspect)
        {
            ReplicaLog.Rejoined(_log, _core.Floor);
        }
        _shownSuspect = suspect is not null;
    }

    private void Perform(Effect effect)
    {
        switch (effect)
        {
            case Send { Message: ChainQuery } when _fetching.Active:
                // A whole state is on its way; the core asks again later.
                break;
            case Send send:
                _sender.Send(send.To, send.Message);
                break;
            case Broadcast { Message: Proposal proposal } broadcast:
                _blocks.HoldOwn(proposal.Block);
                CrashPoint.Reach("before-proposal-sent");
                _sender.Broadcast(broadcast.Message);
                CrashPoint.Reach("after-proposal-sent");
                break;
            case Broadcast { Message: VoteMessage } vote:
                CrashPoint.Reach("before-vote-sent");
                _sender.Broadcast(vote.Message);
                CrashPoint.Reach("after-vote-sent");
                break;
            case Broadcast broadcast:
                _sender.Broadcast(broadcast.Message);
                AfterSending(broadcast.Message);
                break;
            case Sign sign:
                // A few of 20 us a block: less than the way to another thread and back.
                _inbox.Follow(new Signed(_merchant.Sign(sign.Statement)));
                CrashPoint.Reach("after-sign-before-persist");
                break;
            case SignAttestation attest:
                var attestation = _merchant.Sign(attest.State);
                if (attest.State == _merchant.Group.StartState)
                {
                    _transfers.Attested([attestation]);
                }
                _inbox.Follow(new AttestationSigned(attestation));
                CrashPoint.Reach("attestation-signed-before-flush");
                break;
            case CheckBlock check:
                Leave(() => _blocks.CheckAsync(check.Block));
                break;
            case Persist persist:
                var collecting = Task.WhenAll(persist.Blocks.Select(_blocks.WithBodiesAsync));
                _writes.Writer.TryWrite(() => EnterAsync(persist, collecting));
                break;
            case Finalised finalised:
                _flusher.Final(finalised.Finalization);
                _transfers.Final(finalised.Finalization);
                _execution.Add(finalised.Blocks);
                break;
            case Certified certified:
                _receipts.Certified(certified.State, certified.Attestations);
                _flusher.Certified(certified.Attestations);
                _transfers.Attested(certified.Attestations);
                Leave(() => _turn.CertifiedAsync(certified.Attestations, _core.LastHeight));
                break;
            case Vouched vouched:
                _transfers.Attested(vouched.Attestations);
                break;
            default:
                Answer(effect);
                break;
        }
    }

    [Conditional("CRASH_POINTS")]
    private static void AfterSending(PeerMessage message)
    {
        switch (message)
        {
            case CertificateMessage:
                CrashPoint.Reach("after-certificate-sent");
                break;
            case AttestationMessage:
                CrashPoint.Reach("after-attestation-sent");
                break;
        }
    }

    private void Answer(Effect effect)
    {
        switch (effect)
        {
            case ServeChain serve:
                Leave(() => _server.ServeChainAsync(serve.To, serve.FromHeight));
                break;
            case ServeBlock serve:
                Leave(() => _server.ServeBlockAsync(serve.To, serve.Hash));
                break;
            case ServeRequests serve:
                Leave(() => _server.ServeRequestsAsync(serve.To, serve.Ids));
                break;
            case ServeAttestations serve:
                Leave(() => _server.ServeAttestationsAsync(serve.To, serve.AboveHeight));
                break;
            case EvidenceFound found:
                ReplicaLog.Evidence(_log, string.Join(", ", found.Accused.Select(_merchant.NameOf)), found.Evidence.GetType().Name);
                Leave(() => _store.StoreEvidenceAsync(found.Evidence, found.Accused[0]));
                break;
            case RequestsDropped dropped:
                _receipts.Dropped(dropped.Ids);
                break;
            case RequestBusy busy:
                _receipts.Busy(busy.Id, busy.RetryMs);
                break;
            case Doubted:
                _writes.Writer.TryWrite(EnterDoubtAsync);
                break;
            case Settle settle:
                _writes.Writer.TryWrite(() => EnterAsync(settle));
                break;
            case Halted halted:
                ReplicaLog.Halted(_log, halted.Reason);
                if (halted.IsDiverged)
                {
                    _stop.Stop(new DivergedException(halted.Reason + "; this merchant computed something else, and serves nobody from it. Check its program and memory, then 'scew-silo recover'"));
                }
                break;
            default:
                throw new InvariantException($"no way to perform {effect.GetType().Name}");
        }
    }

    /// <summary>
    /// Enters writes into the store's queue strictly in the core's order, whatever their bodies cost to collect: <see cref="Persisted"/> says that everything before it
    /// is on disk too. Commits are not waited for here, so the store joins them.
    /// </summary>
    private async Task WriteInOrderAsync()
    {
        await foreach (var enter in _writes.Reader.ReadAllAsync())
        {
            await enter();
        }
    }

    private async Task EnterAsync(Persist persist, Task<BlockWithBodies[]> collecting)
    {
        Invariant.Require(persist.Sequence > _lastEntered, "safety writes are entered in order");
        _lastEntered = persist.Sequence;
        var blocks = await collecting;
        var written = _watch.WritingAsync(_store.WriteSafetyAsync(new SafetyWrite(_merchant.ActivationId, persist.Lease, persist.Votes, persist.Certificates, [.. blocks])));
        _ = GuardedAsync(async () => _inbox.Post(await ConfirmAsync(persist, written)));
    }

    private Task EnterDoubtAsync()
    {
        var written = _store.DoubtAsync(_merchant.ActivationId);
        _ = GuardedAsync(() => written);
        return Task.CompletedTask;
    }

    private Task EnterAsync(Settle settle)
    {
        var written = _store.SettleAsync(_merchant.ActivationId, settle.Lease);
        _ = GuardedAsync(async () =>
        {
            await written;
            _inbox.Post(new Settled(settle.Lease));
        });
        return Task.CompletedTask;
    }

    private async Task<ReplicaEvent> ConfirmAsync(Persist persist, Task written)
    {
        await written;
        CrashPoint.Reach("persisted-before-send");
        _blocks.Stored(persist.Blocks);
        return new Persisted(persist.Sequence);
    }

    private void Leave(Func<Task<ReplicaEvent>> work) => Leave(async () => _inbox.Post(await work()));

    /// <summary>Runs work off the turn. Whatever fails here would leave the core waiting for ever, so it stops the silo.</summary>
    private void Leave(Func<Task> work) => _ = Task.Run(() => GuardedAsync(work));

    private async Task GuardedAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception e)
        {
            _stop.Stop(e);
        }
    }
}
