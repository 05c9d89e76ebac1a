using System.Collections.Immutable;
using Scew.Consensus;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Liars;

/// <summary>Answers every proposal with votes for many far views and with questions for things that do not exist.</summary>
internal sealed class Flooder(LiarContext context) : Liar(context)
{
    private const int VotesAtOnce = 16;

    public override LiarKind Kind => LiarKind.Flooder;

    protected override void React(ReplicaEvent cause, Clock now, ImmutableArray<Effect>.Builder output)
    {
        if (cause is not Received { Message: Proposal proposal })
        {
            return;
        }
        for (var i = 0; i < VotesAtOnce; i++)
        {
            var view = proposal.Block.Header.View + 1 + Below(OneIn(2) ? 100 : 1_000_000);
            var statement = Below(3) switch
            {
                0 => Statement.Nullify(view),
                1 => Statement.Notarize(view, proposal.Block.Header.Height + 1 + Below(100), RandomDigest()),
                _ => Statement.Finalize(view, proposal.Block.Header.Height + 1 + Below(100), RandomDigest()),
            };
            output.Add(new Broadcast(new VoteMessage(Context.SignVote(statement))));
        }
        output.Add(new Broadcast(new BlockQuery(RandomDigest())));
        output.Add(new Broadcast(new RequestQuery([RandomDigest(), RandomDigest()])));
        output.Add(new Broadcast(new ChainQuery(proposal.Block.Header.Height + Below(1000))));
    }
}
