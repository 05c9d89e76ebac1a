using System.Collections.Immutable;
using Scew.Consensus;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Liars;

/// <summary>Gives every view up as soon as it hears of it, and never proposes, notarizes or finalizes.</summary>
internal sealed class Nuller(LiarContext context) : Liar(context)
{
    public override LiarKind Kind => LiarKind.Nuller;

    protected override void React(ReplicaEvent cause, Clock now, ImmutableArray<Effect>.Builder output)
    {
        if (cause is Received { Message: Proposal proposal })
        {
            output.Add(new Broadcast(new VoteMessage(Context.SignVote(Statement.Nullify(proposal.Block.Header.View)))));
        }
    }

    protected override void Rewrite(Effect effect, Clock now, ImmutableArray<Effect>.Builder output)
    {
        if (OwnProposal(effect) is { } proposal)
        {
            output.Add(new Broadcast(new VoteMessage(Context.SignVote(Statement.Nullify(proposal.Block.Header.View)))));
        }
        else if (MessageOf(effect) is not VoteMessage { Vote.Statement.Kind: StatementKind.Notarize or StatementKind.Finalize })
        {
            output.Add(effect);
        }
    }
}
