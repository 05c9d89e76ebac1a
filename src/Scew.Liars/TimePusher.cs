using System.Collections.Immutable;
using Scew.Consensus;

namespace Scew.Liars;

/// <summary>As leader dates its blocks at the end of what others accept, and one time in four beyond it.</summary>
internal sealed class TimePusher(LiarContext context) : Liar(context)
{
    public override LiarKind Kind => LiarKind.TimePusher;

    protected override void Rewrite(Effect effect, Clock now, ImmutableArray<Effect>.Builder output)
    {
        if (OwnProposal(effect) is not { Block: var block })
        {
            output.Add(effect);
            return;
        }
        var drift = Context.Config.DriftMs;
        var pushed = Propose(Vary(block, Math.Max(block.Header.TimeMs, now.WallMs + (OneIn(4) ? 4 * drift : drift)), block.RequestIds));
        output.AddRange(Receivers(effect).Select(peer => new Send(peer, pushed)));
    }
}
