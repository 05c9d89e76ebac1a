using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Messages;

namespace Scew.Consensus;

/// <summary>The pool's edge: requests come in, and are offered to each peer until it answers.</summary>
public sealed partial class Replica
{
    private const int MaxOfferIds = 1024;
    private const int MaxOutstandingOffers = 4096;
    private const int MaxOfferBytes = 1024 * 1024;
    private const long MaxBusyMs = 60_000;
    private readonly Queue<(PoolEntry Entry, long AtMs)> _relay = new();

    private void OnRequestsArrived(int? offeredBy, ImmutableArray<RequestMeta> requests)
    {
        var verdicts = ImmutableArray.CreateBuilder<OfferVerdict>(offeredBy is null ? 0 : requests.Length);
        foreach (var request in requests)
        {
            var verdict = Take(request, offeredBy);
            if (offeredBy is not null)
            {
                verdicts.Add(verdict);
            }
            else if (verdict.Status == OfferStatus.Busy)
            {
                Emit(new RequestBusy(request.Id, verdict.Number));
            }
            else if (verdict.Status == OfferStatus.Refused)
            {
                Emit(new RequestsDropped([request.Id]));
            }
        }
        if (offeredBy is { } peer && verdicts.Count > 0)
        {
            Emit(new Send(peer, new OfferAnswer(verdicts.ToImmutable())));
        }
        if (_wanted.Count > 0 || _checking > 0)
        {
            OnBodiesStored([.. requests.Select(static request => request.Id)]);
        }
    }

    private OfferVerdict Take(in RequestMeta request, int? offeredBy)
    {
        var id = request.Id;
        if (_pool.Find(id) is { } known)
        {
            if (offeredBy is { } holder)
            {
                Answered(_peers[holder], known);
                known.Offers[holder] = OfferState.Held;
            }
            return new OfferVerdict(id, OfferStatus.Pooled, 0);
        }
        if (_tree.ExecutedHeightOf(id, _executed) is { } height)
        {
            return new OfferVerdict(id, OfferStatus.Executed, height);
        }
        var window = _pool.WindowMs(request);
        if (request.ValidUntilMs <= Math.Max(_now.WallMs, _final.TimeMs) || request.ValidUntilMs > _now.WallMs + 2 * window
            || request.BroughtBy < 0 || request.BroughtBy >= _group.Size)
        {
            return new OfferVerdict(id, OfferStatus.Refused, 0);
        }
        if (_pool.Add(request, _now.WallMs, InFinalBlock(id)) is not { } entry)
        {
            return new OfferVerdict(id, OfferStatus.Busy, _timeouts.BusyRetryMs);
        }
        if (offeredBy is { } from)
        {
            // The member that brought it offers it to all; this one helps only if it is still pending after a while.
            entry.Offers[from] = OfferState.Held;
            _relay.Enqueue((entry, _now.MonotonicMs + _timeouts.OfferRetryMs));
        }
        else
        {
            OfferToOthers(entry);
        }
        return new OfferVerdict(id, OfferStatus.Pooled, 0);
    }

    private bool InFinalBlock(Digest id)
    {
        if (!_tree.Includes(id) || _final.Height == _executed)
        {
            return false;
        }
        _tree.MarkChain(_final, _executed);
        return _tree.InMarked(id);
    }

    private void OfferToOthers(PoolEntry entry)
    {
        foreach (var peer in _peers)
        {
            if (peer.Index != _self && peer.Connected && entry.Offers[peer.Index] == OfferState.None)
            {
                Queue(peer, entry);
            }
        }
    }

    private static void Queue(PeerState peer, PoolEntry entry)
    {
        entry.Offers[peer.Index] = OfferState.Queued;
        peer.ToOffer.Enqueue(entry);
    }

    /// <summary>A link is up: everything that the peer's activation did not answer for is offered, after a restart of the peer everything.</summary>
    private void Reoffer(PeerState peer, bool sameActivation)
    {
        ForgetOffers(peer);
        foreach (var entry in _pool.Arrival)
        {
            if (!entry.InFinal && !(sameActivation && entry.Offers[peer.Index] is OfferState.Held or OfferState.Refused))
            {
                Queue(peer, entry);
            }
        }
    }

    private static void ForgetOffers(PeerState peer)
    {
        peer.ToOffer.Clear();
        peer.Unanswered.Clear();
        peer.Busy.Clear();
        peer.OutstandingCount = 0;
        peer.OutstandingBytes = 0;
    }

    private void OnOfferAnswer(int from, ImmutableArray<OfferVerdict> verdicts)
    {
        var peer = _peers[from];
        foreach (var verdict in verdicts)
        {
            if (_pool.Find(verdict.Id) is not { } entry)
            {
                continue;
            }
            Answered(peer, entry);
            switch (verdict.Status)
            {
                case OfferStatus.Busy:
                    entry.Offers[from] = OfferState.Busy;
                    peer.Busy.Enqueue((entry, _now.MonotonicMs + Math.Clamp(verdict.Number, _timeouts.BusyRetryMs, MaxBusyMs)));
                    break;
                case OfferStatus.Refused:
                    entry.Offers[from] = OfferState.Refused;
                    break;
                default:
                    entry.Offers[from] = OfferState.Held;
                    break;
            }
        }
    }

    private static void Answered(PeerState peer, PoolEntry entry)
    {
        if (entry.Offers[peer.Index] == OfferState.Offered)
        {
            peer.OutstandingCount--;
            peer.OutstandingBytes -= entry.Meta.SizeBytes;
        }
    }

    private void PumpOffers()
    {
        while (_relay.TryPeek(out var relayed) && (relayed.Entry.Gone || relayed.AtMs <= _now.MonotonicMs))
        {
            _relay.Dequeue();
            if (relayed.Entry is { Gone: false, InFinal: false })
            {
                OfferToOthers(relayed.Entry);
            }
        }
        foreach (var peer in _peers)
        {
            if (peer.Connected)
            {
                Requeue(peer);
                while (peer.ToOffer.Count > 0 && peer.OutstandingCount < MaxOutstandingOffers && peer.OutstandingBytes < MaxOfferBytes)
                {
                    SendOffer(peer);
                }
            }
        }
    }

    /// <summary>What was not answered in time and what met a full pool goes out again.</summary>
    private void Requeue(PeerState peer)
    {
        while (peer.Unanswered.TryPeek(out var sent)
            && (sent.Entry.Gone || sent.Entry.Offers[peer.Index] != OfferState.Offered || sent.SentMs + _timeouts.OfferRetryMs <= _now.MonotonicMs))
        {
            peer.Unanswered.Dequeue();
            if (sent.Entry.Offers[peer.Index] == OfferState.Offered)
            {
                Answered(peer, sent.Entry);
                sent.Entry.Offers[peer.Index] = OfferState.None;
                if (sent.Entry is { Gone: false, InFinal: false })
                {
                    Queue(peer, sent.Entry);
                }
            }
        }
        while (peer.Busy.TryPeek(out var busy) && (busy.Entry.Gone || busy.UntilMs <= _now.MonotonicMs))
        {
            peer.Busy.Dequeue();
            if (busy.Entry is { Gone: false, InFinal: false } && busy.Entry.Offers[peer.Index] == OfferState.Busy)
            {
                Queue(peer, busy.Entry);
            }
        }
    }

    private void SendOffer(PeerState peer)
    {
        var ids = ImmutableArray.CreateBuilder<Digest>();
        long bytes = 0;
        while (ids.Count < MaxOfferIds && bytes < MaxOfferBytes && peer.ToOffer.TryDequeue(out var entry))
        {
            if (entry.Gone || entry.InFinal || entry.Offers[peer.Index] != OfferState.Queued)
            {
                continue;
            }
            entry.Offers[peer.Index] = OfferState.Offered;
            peer.Unanswered.Enqueue((entry, _now.MonotonicMs));
            ids.Add(entry.Meta.Id);
            bytes += entry.Meta.SizeBytes;
        }
        if (ids.Count > 0)
        {
            peer.OutstandingCount += ids.Count;
            peer.OutstandingBytes += bytes;
            Emit(new Send(peer.Index, new Offer(ids.ToImmutable(), [])));
        }
    }

    private void DropExpired()
    {
        var dropped = _pool.Advance(_now.WallMs, _final.TimeMs);
        if (!dropped.IsEmpty)
        {
            Emit(new RequestsDropped(dropped));
        }
    }

    private long OfferDeadline()
    {
        while (_relay.TryPeek(out var gone) && gone.Entry.Gone)
        {
            _relay.Dequeue();
        }
        var next = _relay.TryPeek(out var relayed) ? relayed.AtMs : long.MaxValue;
        foreach (var peer in _peers)
        {
            if (peer.Connected && peer.Unanswered.TryPeek(out var sent))
            {
                next = Math.Min(next, sent.SentMs + _timeouts.OfferRetryMs);
            }
            if (peer.Connected && peer.Busy.TryPeek(out var busy))
            {
                next = Math.Min(next, busy.UntilMs);
            }
        }
        return next;
    }
}
