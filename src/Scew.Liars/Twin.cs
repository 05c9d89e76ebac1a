using System.Collections.Immutable;
using Scew.Consensus;

namespace Scew.Liars;

/// <summary>
/// One of two correct replicas that run with one key (Bano et al., "Twins: BFT Systems Made Robust"). The shell runs two, with seeds that differ in the
/// lowest bit; each talks to its own share of the peers, and about a quarter hear both.
/// </summary>
internal sealed class Twin : Liar
{
    private readonly ulong _audience;

    public Twin(LiarContext context)
        : base(context with { Seed = context.Seed >> 1 })
    {
        var first = NextWord();
        var both = NextWord() & NextWord();
        _audience = ((context.Seed & 1) == 0 ? first : ~first) | both;
    }

    public override LiarKind Kind => LiarKind.Twin;

    protected override void Rewrite(Effect effect, Clock now, ImmutableArray<Effect>.Builder output)
    {
        switch (effect)
        {
            case Broadcast broadcast:
                output.AddRange(Peers().Where(Hears).Select(peer => new Send(peer, broadcast.Message)));
                break;
            case Send send when !Hears(send.To):
                break;
            default:
                output.Add(effect);
                break;
        }
    }

    private bool Hears(int peer) => ((_audience >> (peer & 63)) & 1) != 0;
}
