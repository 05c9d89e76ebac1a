using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Scew.Consensus;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Storage;

namespace Scew.Grains;

/// <summary>Performs the core's effects in order and feeds their outcomes back. Runs on the replica grain's turn; slow work leaves it and posts an event.</summary>
internal sealed class ReplicaShell
{
    private readonly MerchantContext _merchant;
    private readonly Replica _core;
    private readonly ReplicaInbox _inbox;
    private readonly IReplicaStore _store;
    private readonly PeerSender _sender;
    private readonly BlockDesk _blocks;
    private readonly ReceiptBook _receipts;
    private readonly PeerServer _server;
    private readonly ExecutionQueue _execution;
    private readonly RegisterFlusher _flusher;
    private readonly ISiloStop _stop;
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
        _receipts = parts.Receipts;
        _server = parts.Server;
        _execution = parts.Execution;
        _flusher = parts.Flusher;
        _stop = parts.Stop;
        _time = parts.Time;
        _log = parts.Log;
    }

    public void Start()
    {
        var now = Now();
        Perform(null, _core.Start(now), now);
    }

    /// <summary>Steps through everything in the inbox.</summary>
    public void Drain()
    {
        _inbox.BeginDrain();
        while (_inbox.Take() is { } happened)
        {
            Notice(happened);
            var now = Now();
            Perform(happened, _core.Step(happened, now), now);
        }
    }

    /// <summary>Time until the core wants a tick.</summary>
    public TimeSpan UntilTick()
    {
        var deadline = Math.Min(_core.NextDeadlineMs, _merchant.Liar?.NextDeadlineMs ?? long.MaxValue);
        return deadline == long.MaxValue
            ? Timeout.InfiniteTimeSpan
            : TimeSpan.FromMilliseconds(Math.Clamp(deadline - Now().MonotonicMs, 1, 60_000));
    }

    private Clock Now() => new((long)_time.GetElapsedTime(0).TotalMilliseconds, _time.GetUtcNow().ToUnixTimeMilliseconds());

    private void Notice(ReplicaEvent happened)
    {
        switch (happened)
        {
            case PeerConnected connected:
                _sender.Knows(connected.Peer).Reset();
                break;
            case RequestsArrived { OfferedBy: { } peer } arrived:
                _sender.Knows(peer).Add(arrived.Requests.Select(request => request.Id));
                break;
        }
    }

    private void Perform(ReplicaEvent? cause, ImmutableArray<Effect> effects, Clock now)
    {
        foreach (var effect in _merchant.Liar is { } liar ? liar.Distort(cause, effects, now) : effects)
        {
            Perform(effect);
        }
    }

    private void Perform(Effect effect)
    {
        switch (effect)
        {
            case Send send:
                _sender.Send(send.To, send.Message);
                break;
            case Broadcast { Message: Proposal proposal } broadcast:
                _blocks.HoldOwn(proposal.Block);
                _sender.Broadcast(broadcast.Message);
                break;
            case Broadcast broadcast:
                _sender.Broadcast(broadcast.Message);
                break;
            case Sign sign:
                Leave(() => Task.FromResult<ReplicaEvent>(new Signed(_merchant.Sign(sign.Statement))));
                break;
            case SignAttestation attest:
                Leave(() => Task.FromResult<ReplicaEvent>(new AttestationSigned(_merchant.Sign(attest.State))));
                break;
            case CheckBlock check:
                Leave(() => _blocks.CheckAsync(check.Block));
                break;
            case Persist persist:
                Leave(() => PersistAsync(persist));
                break;
            case Finalised finalised:
                _flusher.Final(finalised.Finalization);
                _execution.Add(finalised.Blocks);
                break;
            case Certified certified:
                _receipts.Certified(certified.State, certified.Attestations);
                Leave(() => _store.StoreAttestationsAsync(certified.Attestations));
                break;
            default:
                Answer(effect);
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
                _server.ServeRequests(serve.To, serve.Ids);
                break;
            case ServeAttestations serve:
                Leave(() => _server.ServeAttestationsAsync(serve.To, serve.AboveHeight));
                break;
            case EvidenceFound found:
                ReplicaLog.Evidence(_log, _merchant.NameOf(found.Accused), found.Evidence.GetType().Name);
                Leave(() => _store.StoreEvidenceAsync(found.Evidence, found.Accused));
                break;
            case RequestsDropped dropped:
                _receipts.Dropped(dropped.Ids);
                break;
            case RequestBusy busy:
                _receipts.Busy(busy.Id, busy.RetryMs);
                break;
            case Halted halted:
                ReplicaLog.Halted(_log, halted.Reason);
                break;
            default:
                throw new InvariantException($"no way to perform {effect.GetType().Name}");
        }
    }

    private async Task<ReplicaEvent> PersistAsync(Persist persist)
    {
        var blocks = await Task.WhenAll(persist.Blocks.Select(_blocks.WithBodiesAsync));
        await _store.WriteSafetyAsync(new SafetyWrite(_merchant.ActivationId, persist.Lease, persist.Votes, persist.Certificates, [.. blocks]));
        _blocks.Stored(persist.Blocks);
        return new Persisted(persist.Sequence);
    }

    private void Leave(Func<Task<ReplicaEvent>> work) => Leave(async () => _inbox.Post(await work()));

    /// <summary>Runs work off the turn. Whatever fails here would leave the core waiting for ever, so it stops the silo.</summary>
    private void Leave(Func<Task> work) => _ = Task.Run(async () =>
    {
        try
        {
            await work();
        }
        catch (Exception e)
        {
            _stop.Stop(e);
        }
    });
}
