using System.Collections.Immutable;
using Scew.Consensus;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Liars;

/// <summary>
/// Votes for every side: notarize and finalize for each proposal that it sees and, one time in four, for a block that is not there; and nullify for its view.
/// So every two statements that exclude each other come up.
/// </summary>
internal sealed class Conflicter(LiarContext context) : Liar(context)
{
    public override LiarKind Kind => LiarKind.Conflicter;

    protected override void React(ReplicaEvent cause, Clock now, ImmutableArray<Effect>.Builder output)
    {
        if (cause is Received { Message: Proposal proposal })
        {
            var header = proposal.Block.Header;
            Vote(Statement.Notarize(header.View, header.Height, proposal.Block.Hash), output);
            Vote(Statement.Nullify(header.View), output);
            Vote(Statement.Finalize(header.View, header.Height, proposal.Block.Hash), output);
            if (OneIn(4))
            {
                var other = RandomDigest();
                Vote(Statement.Notarize(header.View, header.Height, other), output);
                Vote(Statement.Finalize(header.View, header.Height, other), output);
            }
        }
    }

    private void Vote(Statement statement, ImmutableArray<Effect>.Builder output)
    {
        var message = new VoteMessage(Context.SignVote(statement));
        foreach (var peer in Peers().Where(_ => !OneIn(4)))
        {
            output.Add(new Send(peer, message));
        }
    }
}
