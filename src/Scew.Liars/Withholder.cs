using System.Collections.Immutable;
using Scew.Consensus;
using Scew.Protocol.Messages;

namespace Scew.Liars;

/// <summary>Tells what it knows to a random few, and hardly ever serves a block, a request or an attestation.</summary>
internal sealed class Withholder(LiarContext context) : Liar(context)
{
    public override LiarKind Kind => LiarKind.Withholder;

    protected override void Rewrite(Effect effect, Clock now, ImmutableArray<Effect>.Builder output)
    {
        switch (effect)
        {
            case Broadcast { Message: Status }:
                output.Add(effect);
                break;
            case Broadcast broadcast:
                var told = NextWord() & NextWord();
                foreach (var peer in Peers().Where(peer => ((told >> (peer & 63)) & 1) != 0))
                {
                    output.Add(new Send(peer, broadcast.Message));
                }
                break;
            case ServeBlock or ServeChain or ServeRequests or ServeAttestations:
                if (OneIn(8))
                {
                    output.Add(effect);
                }
                break;
            default:
                output.Add(effect);
                break;
        }
    }
}
