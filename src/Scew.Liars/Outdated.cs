using System.Collections.Immutable;
using Scew.Consensus;
using Scew.Protocol.Messages;

namespace Scew.Liars;

/// <summary>Keeps messages of all ages, its own and others', and replays them to anybody.</summary>
internal sealed class Outdated(LiarContext context) : Liar(context)
{
    private const int MaxKept = 256;

    private readonly List<PeerMessage> _kept = [];

    public override LiarKind Kind => LiarKind.Outdated;

    protected override void React(ReplicaEvent cause, Clock now, ImmutableArray<Effect>.Builder output)
    {
        if (cause is not Received { Message: var message })
        {
            return;
        }
        if (message is VoteMessage or CertificateMessage or Proposal or AttestationMessage or Status)
        {
            Keep(message);
        }
        if (_kept.Count > 0 && OneIn(6))
        {
            output.Add(new Broadcast(_kept[Below(_kept.Count)]));
        }
    }

    protected override void Rewrite(Effect effect, Clock now, ImmutableArray<Effect>.Builder output)
    {
        output.Add(effect);
        if (MessageOf(effect) is { } message && OneIn(4))
        {
            Keep(message);
        }
    }

    private void Keep(PeerMessage message)
    {
        if (_kept.Count < MaxKept)
        {
            _kept.Add(message);
        }
        else if (OneIn(8))
        {
            _kept[Below(MaxKept)] = message;
        }
    }
}
