using System.Collections.Immutable;
using Scew.Consensus;

namespace Scew.Liars;

/// <summary>Answers, votes and tells its status as a correct member does, but none of its own proposals ever leaves it, nor the block itself when it is asked for.</summary>
internal sealed class SilentLeader(LiarContext context) : Liar(context)
{
    public override LiarKind Kind => LiarKind.SilentLeader;

    protected override void Rewrite(Effect effect, Clock now, ImmutableArray<Effect>.Builder output)
    {
        if (OwnProposal(effect) is null)
        {
            output.Add(effect);
        }
    }
}
