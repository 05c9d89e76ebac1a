using System.Collections.Immutable;
using Scew.Consensus;

namespace Scew.Liars;

/// <summary>
/// As leader dates its blocks at the end of what others accept, one time in four beyond it, and one time in four as far ahead of its parent as of the clock
/// (where that is accepted, time runs away by a drift each turn).
/// </summary>
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
        var timeMs = Below(4) switch
        {
            0 => now.WallMs + 4 * drift,
            1 => block.Header.TimeMs - 1 + drift,
            _ => now.WallMs + drift,
        };
        var pushed = Propose(Vary(block, Math.Max(block.Header.TimeMs, timeMs), block.RequestIds));
        output.AddRange(Receivers(effect).Select(peer => new Send(peer, pushed)));
    }
}
