using System.Collections.Immutable;
using Scew.Consensus;
using Scew.Protocol.Messages;

namespace Scew.Liars;

/// <summary>As leader proposes its block without any request, and answers no offer.</summary>
internal sealed class Censor(LiarContext context) : Liar(context)
{
    public override LiarKind Kind => LiarKind.Censor;

    protected override void Rewrite(Effect effect, Clock now, ImmutableArray<Effect>.Builder output)
    {
        if (OwnProposal(effect) is { Block: var block } && !block.RequestIds.IsEmpty)
        {
            var empty = Propose(Vary(block, block.Header.TimeMs, []));
            output.AddRange(Receivers(effect).Select(peer => new Send(peer, empty)));
        }
        else if (MessageOf(effect) is not OfferAnswer)
        {
            output.Add(effect);
        }
    }
}
