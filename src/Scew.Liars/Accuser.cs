using System.Collections.Immutable;
using Scew.Consensus;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Liars;

/// <summary>Shows evidence of every kind at every turn: true ones against itself, and false ones against others that prove nothing.</summary>
internal sealed class Accuser(LiarContext context) : Liar(context)
{
    public override LiarKind Kind => LiarKind.Accuser;

    protected override void React(ReplicaEvent cause, Clock now, ImmutableArray<Effect>.Builder output)
    {
        switch (cause)
        {
            case Received { Message: VoteMessage { Vote: var vote } }:
                Show(Votes(vote), output);
                break;
            case Received { Message: AttestationMessage { Attestation: var attestation } }:
                Show(States(attestation), output);
                break;
            case Received { Message: CertificateMessage } or PeerConnected:
                Show(Votes(Context.SignVote(Statement.Nullify(1 + Below(64)))), output);
                break;
        }
    }

    private void Show(Evidence evidence, ImmutableArray<Effect>.Builder output)
    {
        if (OneIn(2))
        {
            output.Add(new Broadcast(new EvidenceMessage(evidence)));
        }
    }

    private ConflictingVotes Votes(Vote seen)
    {
        var statement = seen.Statement;
        var other = statement.Kind == StatementKind.Nullify ? Statement.Finalize(statement.View, 1, RandomDigest()) : statement with { Block = RandomDigest() };
        return Below(4) switch
        {
            // True, against itself.
            0 => new ConflictingVotes(Context.SignVote(statement), Context.SignVote(other)),
            // Another member's vote beside one that it never signed.
            1 => new ConflictingVotes(seen, new Vote(other, seen.Signer, seen.Signature)),
            // Of two signers.
            2 => new ConflictingVotes(seen, Context.SignVote(other)),
            // The same twice, or of two views.
            _ => new ConflictingVotes(seen, OneIn(2) ? seen : seen with { Statement = statement with { View = statement.View + 1 } }),
        };
    }

    private ConflictingAttestations States(Attestation seen)
    {
        var other = seen.State with { StateRoot = RandomDigest() };
        return Below(3) switch
        {
            0 => new ConflictingAttestations(Context.SignAttestation(seen.State), Context.SignAttestation(other)),
            1 => new ConflictingAttestations(seen, seen with { State = other }),
            _ => new ConflictingAttestations(seen, Context.SignAttestation(other)),
        };
    }
}
