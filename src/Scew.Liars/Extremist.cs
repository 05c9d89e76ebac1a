using System.Collections.Immutable;
using Scew.Consensus;
using Scew.Protocol;
using Scew.Protocol.Codec;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Liars;

/// <summary>Sends, properly signed, whatever the formats allow and nobody expects: the least and the greatest numbers, empty lists, answers that were not asked for.</summary>
internal sealed class Extremist(LiarContext context) : Liar(context)
{
    private readonly List<Block> _blocks = [];

    public override LiarKind Kind => LiarKind.Extremist;

    protected override void React(ReplicaEvent cause, Clock now, ImmutableArray<Effect>.Builder output)
    {
        if (cause is Received { Message: Proposal proposal } && _blocks.Count < 64)
        {
            _blocks.Add(proposal.Block);
        }
        if (cause is Received && OneIn(4))
        {
            output.Add(new Broadcast(Extreme()));
        }
    }

    private PeerMessage Extreme() => Below(14) switch
    {
        0 => new VoteMessage(Context.SignVote(AnyStatement())),
        1 => new Status(Group.Epoch, Number(), Number(), AnyPlace(), Number(), AnyPlace(), Number(), Number()),
        2 => new Status(Number(), 0, 0, default, 0, default, 0, 0),
        3 => new CertificateMessage(AnyCertificate()),
        4 => Propose(AnyBlock()),
        5 => new BlockAnswer(AnyBlock(), []),
        6 => new ChainAnswer([], AnyCertificate(), []),
        7 => new ChainAnswer([AnyBlock()], AnyCertificate(), [[]]),
        8 => new ChainQuery(Number()),
        9 => new RequestQuery(OneIn(2) ? [] : [default, default]),
        10 => new OfferAnswer([new OfferVerdict(AnyId(), (OfferStatus)(1 + Below(4)), Number())]),
        11 => new AttestationMessage(Context.SignAttestation(new AttestedState(Group.Epoch, Number(), RandomDigest(), Number(), default, default, int.MaxValue))),
        12 => new EvidenceMessage(new ConflictingVotes(Context.SignVote(AnyStatement()), Context.SignVote(AnyStatement()))),
        _ => OneIn(2) ? new BlockQuery(default) : new Offer([], []),
    };

    private long Number() => Below(5) switch
    {
        0 => 0,
        1 => 1,
        2 => CodecReader.MaxCounter,
        3 => CodecReader.MaxCounter - 1,
        _ => Below(100),
    };

    private Digest AnyId() => _blocks.Count > 0 && _blocks[Below(_blocks.Count)].RequestIds is { IsEmpty: false } ids ? ids[Below(ids.Length)] : RandomDigest();

    private BlockRef AnyPlace() => new(Number(), Number(), _blocks.Count > 0 ? _blocks[Below(_blocks.Count)].Hash : default);

    private Statement AnyStatement() => Below(3) switch
    {
        0 => Statement.Nullify(Number()),
        1 => Statement.Notarize(Number(), Number(), RandomDigest()),
        _ => Statement.Finalize(Number(), Number(), _blocks.Count > 0 ? _blocks[Below(_blocks.Count)].Hash : default),
    };

    private Certificate AnyCertificate()
    {
        var statement = AnyStatement();
        var own = new MemberSignature(Self, Context.SignVote(statement).Signature);
        return new Certificate(statement, OneIn(2) ? [] : [own]);
    }

    private Block AnyBlock()
    {
        var old = _blocks.Count > 0 ? _blocks[Below(_blocks.Count)] : null;
        var justification = Below(3) switch
        {
            0 => new Justification(null, []),
            1 => new Justification(AnyCertificate(), [AnyCertificate()]),
            _ => old?.Justification ?? new Justification(null, []),
        };
        return Block.Create(Group.Genesis, Group.Epoch, Number(), OneIn(2) ? Number() : old?.Header.View ?? 1, old?.Header.Parent ?? default, Number(), old?.RequestIds ?? [], justification);
    }
}
