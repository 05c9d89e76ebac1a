using System.Collections.Immutable;
using Scew.Consensus;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Simulation;

/// <summary>The shell's part of messages: bodies are filled in on the way out and checked and stored on the way in.</summary>
public sealed partial class MemberHost
{
    private const int MaxChainBlocks = 64;

    private readonly HashSet<string> _said = [];

    /// <summary>A client of this member hands in a request.</summary>
    public void Submit(SimulatedRequest request)
    {
        if (!Up || _executedIds.ContainsKey(request.Id) || !Knows(request.Wire))
        {
            return;
        }
        _bodies[request.Id] = request.Wire;
        Deliver(new RequestsArrived(null, [request.Meta(Member)]));
    }

    public void AskEnd(long untilMs)
    {
        if (Up)
        {
            Deliver(new EndUnknownAsked(untilMs));
        }
    }

    public void Receive(MemberHost from, PeerMessage message)
    {
        _world.Audit.Add(_world.Now, Index, message.GetType().Name, (ulong)from.Index);
        var stored = new List<Digest>();
        switch (message)
        {
            case Proposal proposal:
                Store(proposal.Bodies, stored);
                message = proposal with { Bodies = [] };
                break;
            case BlockAnswer answer:
                Store(answer.Bodies, stored);
                message = answer with { Bodies = [] };
                break;
            case RequestAnswer answer:
                Store(answer.Bodies, stored);
                message = answer with { Bodies = [] };
                break;
            case ChainAnswer answer:
                foreach (var bodies in answer.Bodies)
                {
                    Store(bodies, stored);
                }
                message = answer with { Bodies = [] };
                break;
            case Offer offer:
                Consider(from, offer);
                return;
            case TransferQuery query:
                AnswerTransfer(from, query);
                return;
            case TransferAnswer answer:
                TakeTransfer(from, answer);
                return;
        }
        message = PlantedIntake.Bend(_world.Scenario.Defect, message, _blocks.GetValueOrDefault, StateAt);
        _world.Oracle.Receiving(this, message);
        if (stored.Count > 0)
        {
            Deliver(new BodiesStored([.. stored]));
        }
        Deliver(new Received(from.Member, message));
        _world.Oracle.Taken(this);
    }

    private AttestedState? StateAt(long height) => height > _executedFrom && height <= ExecutedHeightNow ? _executed[(int)(height - _executedFrom) - 1].State : null;

    private void Consider(MemberHost from, Offer offer)
    {
        Store(offer.Bodies, []);
        var fresh = ImmutableArray.CreateBuilder<RequestMeta>();
        var done = ImmutableArray.CreateBuilder<OfferVerdict>();
        foreach (var id in offer.Ids)
        {
            if (_executedIds.TryGetValue(id, out var height))
            {
                done.Add(new OfferVerdict(id, OfferStatus.Executed, height));
            }
            else if (_bodies.TryGetValue(id, out var body))
            {
                fresh.Add(_world.Parse(body).Meta(from.Member));
            }
        }
        if (IsOlder)
        {
            done.AddRange(offer.Bodies.Where(body => !Knows(body)).Select(static body => new OfferVerdict(Digest.Of(body), OfferStatus.Refused, 0)));
        }
        if (done.Count > 0)
        {
            SendTo(from.Member, new OfferAnswer(done.ToImmutable()));
        }
        if (fresh.Count > 0)
        {
            Deliver(new RequestsArrived(from.Member, fresh.ToImmutable()));
        }
    }

    /// <summary>Bytes that are no request of a known kind are dropped where they come in, as if their signature failed.</summary>
    private bool Knows(byte[] body) => !IsOlder || _world.Scenario.Defect == Defect.UnknownTaken || !_world.Parse(body).IsNew;

    /// <summary>Names all of them, also those that were held before: a check that missed them may still be under way.</summary>
    private void Store(ImmutableArray<byte[]> bodies, List<Digest> stored)
    {
        foreach (var body in bodies)
        {
            if (!Knows(body))
            {
                continue;
            }
            var id = Digest.Of(body);
            _bodies[id] = body;
            stored.Add(id);
        }
    }

    private void SendToAll(PeerMessage message)
    {
        if (!Release(message))
        {
            return;
        }
        if (message is Proposal { Block: var own })
        {
            _blocks[own.Hash] = own;
        }
        var filled = Fill(message);
        for (var peer = 0; peer < _world.Group.Size; peer++)
        {
            if (peer != Member)
            {
                _world.Network.Send(this, peer, filled);
            }
        }
    }

    private void SendTo(int to, PeerMessage message)
    {
        if (to == Member || to < 0 || to >= _world.Group.Size)
        {
            throw new InvalidOperationException($"a message to {to}");
        }
        if (Release(message))
        {
            _world.Network.Send(this, to, Fill(message));
        }
    }

    private void Answer(int to, PeerMessage message)
    {
        if (_world.Scenario.Defect != Defect.NoRepair)
        {
            SendTo(to, message);
        }
    }

    private void Serve(ServeChain serve)
    {
        var last = 0L;
        foreach (var (height, _) in _finalizations)
        {
            if (height >= serve.FromHeight && (last < serve.FromHeight || height < serve.FromHeight + MaxChainBlocks))
            {
                last = height;
            }
        }
        if (last < serve.FromHeight || serve.FromHeight <= Math.Max(_finalFrom, Disk.PrunedTo))
        {
            return;
        }
        var blocks = _final.Skip((int)(serve.FromHeight - _finalFrom) - 1).Take((int)(last - serve.FromHeight + 1)).ToImmutableArray();
        Answer(serve.To, new ChainAnswer(blocks, _finalizations[last], [.. blocks.Select(block => BodiesOf(block.RequestIds))]));
    }

    /// <summary>The oracles hear every word before it goes out; a planted defect may swallow it.</summary>
    private bool Release(PeerMessage message)
    {
        _world.Oracle.Sending(this, message);
        if (message is Status status)
        {
            LastStatus = $"view {status.View} notarized {status.Notarized.View}/{status.Notarized.Height} finalize-voted {status.FinalizeVotedView} final {status.Final.View}/{status.Final.Height}";
        }
        return _world.Scenario.Defect switch
        {
            Defect.NoStatus => message is not Status,
            Defect.NoResend when message is VoteMessage { Vote: var vote } => _said.Add($"{Incarnation} {vote.Statement}"),
            Defect.NoResend when message is CertificateMessage { Certificate: var certificate } => _said.Add($"{Incarnation} {certificate.Statement}"),
            _ => true,
        };
    }

    private PeerMessage Fill(PeerMessage message) => message switch
    {
        Proposal { Bodies.IsEmpty: true } proposal => proposal with { Bodies = SomeBodiesOf(proposal.Block.RequestIds) },
        Offer { Bodies.IsEmpty: true } offer => offer with { Bodies = BodiesOf(offer.Ids) },
        BlockAnswer { Bodies.IsEmpty: true } answer => answer with { Bodies = BodiesOf(answer.Block.RequestIds) },
        _ => message,
    };

    private ImmutableArray<byte[]> SomeBodiesOf(ImmutableArray<Digest> ids) =>
        BodiesOf(_world.Scenario.BodiesPermille == 1000 ? ids : [.. ids.Where(_ => _random.Chance(_world.Scenario.BodiesPermille))]);

    private ImmutableArray<byte[]> BodiesOf(ImmutableArray<Digest> ids) => [.. ids.Where(_bodies.ContainsKey).Select(id => _bodies[id])];
}
