using System.Collections.Immutable;
using Scew.Consensus;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Liars;

/// <summary>Sends every vote also in the names of all others, under signatures that do not verify, and certificates made of these.</summary>
internal sealed class Impersonator(LiarContext context) : Liar(context)
{
    public override LiarKind Kind => LiarKind.Impersonator;

    protected override void Rewrite(Effect effect, Clock now, ImmutableArray<Effect>.Builder output)
    {
        output.Add(effect);
        if (MessageOf(effect) is not VoteMessage { Vote: var vote } || vote.Signer != Self)
        {
            return;
        }
        foreach (var peer in Peers())
        {
            output.Add(new Broadcast(new VoteMessage(vote with { Signer = peer })));
        }
        var signatures = Enumerable.Range(0, Group.Quorum).Select(member => new MemberSignature(member, vote.Signature));
        output.Add(new Broadcast(new CertificateMessage(new Certificate(vote.Statement, [.. signatures]))));
        output.Add(new Broadcast(new VoteMessage(vote with { Signer = Group.Size })));
    }
}
