using System.Collections.Immutable;
using Scew.Consensus;
using Scew.Protocol.Messages;

namespace Scew.Liars;

/// <summary>Attests another state to about half of the peers, and both states to some.</summary>
internal sealed class FalseAttester(LiarContext context) : Liar(context)
{
    public override LiarKind Kind => LiarKind.FalseAttester;

    protected override void Rewrite(Effect effect, Clock now, ImmutableArray<Effect>.Builder output)
    {
        if (MessageOf(effect) is not AttestationMessage { Attestation: var own } || own.Signer != Self)
        {
            output.Add(effect);
            return;
        }
        var lie = new AttestationMessage(Context.SignAttestation(own.State with { StateRoot = RandomDigest() }));
        foreach (var peer in Receivers(effect))
        {
            var told = Below(5);
            if (told != 0)
            {
                output.Add(new Send(peer, told > 2 ? lie : new AttestationMessage(own)));
            }
            else
            {
                output.Add(new Send(peer, new AttestationMessage(own)));
                output.Add(new Send(peer, lie));
            }
        }
    }
}
