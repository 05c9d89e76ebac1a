using System.Collections.Immutable;
using Scew.Consensus;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Grains.Watching;

/// <summary>
/// Sees what went into the replica's core and what came out, and tells instruments and traces of it. On the replica's turn, one call at a time. What it remembers is bounded, and
/// it remembers nothing while nobody listens.
/// </summary>
internal sealed class ReplicaWatch(SiloMeter meter, ReplicaStanding standing, MerchantContext merchant, WatchOptions options, TimeProvider time)
{
    private const int MaxBlocks = 1024;
    private const int MaxRequests = 8192;
    private readonly Dictionary<Digest, BlockTimes> _proposed = [];
    private readonly Queue<Digest> _order = [];
    private readonly SortedDictionary<long, BlockTimes> _final = [];
    private readonly Dictionary<Digest, long> _arrived = [];
    private readonly long[] _linkedAtView = new long[merchant.Group.Size];
    private long _view;

    private bool Traces => options.TraceShare > 0 && RequestTraces.IsOn;

    /// <summary>After every step of the core.</summary>
    public void Stepped(ReplicaEvent? cause, ImmutableArray<Effect> effects, Replica core, Clock now)
    {
        switch (cause)
        {
            case PeerConnected connected:
                _linkedAtView[connected.Peer] = _view;
                break;
            case Received { Message: Proposal proposal } received:
                Compare(received.From, proposal, now);
                break;
        }
        var timed = meter.TimesBlocks || Traces;
        if (timed)
        {
            Happened(cause);
        }
        foreach (var effect in effects)
        {
            if (effect is EvidenceFound found)
            {
                meter.EvidenceFound(found.Evidence);
            }
            if (timed)
            {
                Came(effect, now);
            }
        }
        if (core.View != _view)
        {
            meter.ViewChanged(Reason(effects, core.View - 1));
            _view = core.View;
        }
    }

    /// <summary>The inbox is empty.</summary>
    public void Stands(Replica core, long claimed) => standing.Stands(core, claimed);

    /// <summary>A safety write was handed to the store.</summary>
    public async Task<T> WritingAsync<T>(Task<T> write)
    {
        if (!meter.TimesVoteLog)
        {
            return await write;
        }
        var began = time.GetTimestamp();
        var written = await write;
        meter.VotesWritten(time.GetElapsedTime(began).TotalSeconds);
        return written;
    }

    /// <summary>A proposal is sent again on a new link, with the time of its first: only one of a later view says what time it is.</summary>
    private void Compare(int from, Proposal proposal, Clock now)
    {
        var view = proposal.Block.Header.View;
        if (proposal.LeaderVote.Signer == from && view >= _view && view > _linkedAtView[from] && !_proposed.ContainsKey(proposal.Block.Hash))
        {
            standing.Clock(from, (proposal.Block.Header.TimeMs - now.WallMs) / 1000.0);
        }
    }

    private void Happened(ReplicaEvent? cause)
    {
        switch (cause)
        {
            case RequestsArrived arrived when Traces:
                foreach (var request in arrived.Requests)
                {
                    if (RequestTraces.Wants(request.Id, options.TraceShare) && _arrived.Count < MaxRequests)
                    {
                        _arrived.TryAdd(request.Id, time.GetTimestamp());
                    }
                }
                break;
            case Received { Message: Proposal proposal }:
                Proposed(proposal.Block);
                break;
            case Executed executed when _final.TryGetValue(executed.State.Height, out var times):
                times.ExecutedAt = time.GetTimestamp();
                Passed("execute", times.FinalAt, times.ExecutedAt);
                break;
        }
    }

    private void Came(Effect effect, Clock now)
    {
        switch (effect)
        {
            case Broadcast { Message: Proposal proposal }:
                Proposed(proposal.Block);
                break;
            case Broadcast { Message: CertificateMessage { Certificate.Statement: { Kind: StatementKind.Notarize } statement } }
                when _proposed.TryGetValue(statement.Block, out var times) && times.NotarizedAt == 0:
                times.NotarizedAt = time.GetTimestamp();
                Passed("notarize", times.ProposedAt, times.NotarizedAt);
                break;
            case Finalised finalised:
                foreach (var block in finalised.Blocks)
                {
                    Final(block);
                }
                break;
            case Certified certified:
                CertifiedAt(certified.State.Height, now);
                break;
            case RequestsDropped dropped:
                foreach (var id in dropped.Ids)
                {
                    _arrived.Remove(id);
                }
                break;
        }
    }

    private void Proposed(Block block)
    {
        if (_proposed.TryAdd(block.Hash, new BlockTimes(time.GetTimestamp(), block.RequestIds)))
        {
            _order.Enqueue(block.Hash);
            if (_order.Count > MaxBlocks)
            {
                _proposed.Remove(_order.Dequeue());
            }
        }
    }

    private void Final(Block block)
    {
        var now = time.GetTimestamp();
        if (!_proposed.Remove(block.Hash, out var times))
        {
            // Came by catching up: it was final long before it was here.
            times = new BlockTimes(0, block.RequestIds);
        }
        else
        {
            Passed("finalize", times.NotarizedAt, now);
            meter.Committed(time.GetElapsedTime(times.ProposedAt, now).TotalSeconds);
        }
        times.FinalAt = now;
        times.Traced = Traced(times);
        _final[block.Header.Height] = times;
        if (_final.Count > MaxBlocks)
        {
            _final.Remove(_final.Keys.First());
        }
    }

    private ImmutableArray<(Digest Id, long ArrivedAt)> Traced(BlockTimes times)
    {
        if (!Traces)
        {
            return [];
        }
        var traced = ImmutableArray.CreateBuilder<(Digest, long)>();
        foreach (var id in times.Requests)
        {
            if (RequestTraces.Wants(id, options.TraceShare))
            {
                traced.Add((id, _arrived.Remove(id, out var at) ? at : times.ProposedAt));
            }
        }
        return traced.ToImmutable();
    }

    private void CertifiedAt(long height, Clock now)
    {
        var at = time.GetTimestamp();
        while (_final.Count > 0 && _final.Keys.First() is var lowest && lowest <= height)
        {
            _final.Remove(lowest, out var times);
            if (lowest < height || times!.ExecutedAt == 0)
            {
                continue;
            }
            Passed("certify", times.ExecutedAt, at);
            var wall = DateTimeOffset.FromUnixTimeMilliseconds(now.WallMs);
            foreach (var (id, arrivedAt) in times.Traced)
            {
                var arrived = arrivedAt == 0 ? times.FinalAt : arrivedAt;
                RequestTraces.Span("order", id, merchant.Self, wall - time.GetElapsedTime(arrived, at), wall - time.GetElapsedTime(times.FinalAt, at));
                RequestTraces.Span("execute", id, merchant.Self, wall - time.GetElapsedTime(times.FinalAt, at), wall - time.GetElapsedTime(times.ExecutedAt, at));
                RequestTraces.Span("certify", id, merchant.Self, wall - time.GetElapsedTime(times.ExecutedAt, at), wall);
            }
        }
    }

    private void Passed(string phase, long from, long to)
    {
        if (from != 0)
        {
            meter.Passed(phase, time.GetElapsedTime(from, to).TotalSeconds);
        }
    }

    private static string Reason(ImmutableArray<Effect> effects, long ended)
    {
        foreach (var effect in effects)
        {
            if (effect is Broadcast { Message: CertificateMessage { Certificate.Statement: var statement } } && statement.View == ended)
            {
                return statement.Kind switch
                {
                    StatementKind.Notarize => "notarized",
                    StatementKind.Nullify => "nullified",
                    _ => "finalized",
                };
            }
        }
        return "caught-up";
    }
}
