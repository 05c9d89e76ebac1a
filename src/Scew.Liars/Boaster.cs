using System.Collections.Immutable;
using Scew.Consensus;
using Scew.Protocol.Messages;

namespace Scew.Liars;

/// <summary>Claims floors, views and heights that nobody reached, now too high, now too low, and delivers nothing.</summary>
internal sealed class Boaster(LiarContext context) : Liar(context)
{
    public override LiarKind Kind => LiarKind.Boaster;

    protected override void Rewrite(Effect effect, Clock now, ImmutableArray<Effect>.Builder output)
    {
        if (MessageOf(effect) is not Status status)
        {
            output.Add(effect);
            return;
        }
        var ahead = 1 + Below(OneIn(2) ? 50 : 1_000_000);
        var lie = Below(5) switch
        {
            0 => status with { Floor = status.Floor + ahead },
            1 => status with { View = status.View + ahead },
            2 => status with { Final = new BlockRef(status.View + ahead, status.Final.Height + ahead, RandomDigest()), ExecutedHeight = status.ExecutedHeight + ahead },
            3 => status with { CertifiedHeight = status.CertifiedHeight + ahead },
            _ => status with { View = 1, Floor = 0, Final = new BlockRef(0, 0, status.Final.Hash), ExecutedHeight = 0, CertifiedHeight = 0 },
        };
        foreach (var peer in Receivers(effect))
        {
            output.Add(new Send(peer, OneIn(2) ? lie : status));
        }
    }
}
