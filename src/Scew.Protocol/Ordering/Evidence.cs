namespace Scew.Protocol.Ordering;

/// <summary>Signed proof that a member lied; checked offline by <see cref="EvidenceCheck"/>. Type numbers: append only.</summary>
public abstract record Evidence;

/// <summary>
/// Two votes of one member that no correct member signs together: two different notarize votes in one view, two different finalize votes in one view, or nullify
/// and finalize in one view.
/// </summary>
public sealed record ConflictingVotes(Vote First, Vote Second) : Evidence;

/// <summary>Two different attestations of one member for one epoch and height.</summary>
public sealed record ConflictingAttestations(Attestation First, Attestation Second) : Evidence;

/// <summary>Checks evidence against a group: signatures, one accused, a real contradiction.</summary>
public static class EvidenceCheck
{
    /// <summary>The index of the member that lied, or null when this proves nothing.</summary>
    public static int? Accused(Evidence evidence, Group group, IMemberVerifier verifier) => evidence switch
    {
        ConflictingVotes { First: var a, Second: var b } =>
            a.Signer == b.Signer && a.Signer < group.Size && Contradict(a.Statement, b.Statement) && Signed(a, group, verifier) && Signed(b, group, verifier) ? a.Signer : null,
        ConflictingAttestations { First: var a, Second: var b } =>
            a.Signer == b.Signer && a.Signer < group.Size && a.State != b.State && a.State.Height == b.State.Height && a.State.Epoch == b.State.Epoch
            && a.State.Epoch == group.Epoch && Attested(a, group, verifier) && Attested(b, group, verifier)
                ? a.Signer
                : null,
        _ => null,
    };

    /// <summary>True when no correct member makes both statements.</summary>
    public static bool Contradict(Statement first, Statement second)
    {
        if (first.View != second.View || first == second)
        {
            return false;
        }
        var sameKind = first.Kind == second.Kind;
        var nullifyAndFinalize = (first.Kind, second.Kind) is (StatementKind.Nullify, StatementKind.Finalize) or (StatementKind.Finalize, StatementKind.Nullify);
        return sameKind || nullifyAndFinalize;
    }

    private static bool Signed(Vote vote, Group group, IMemberVerifier verifier) =>
        verifier.Verify(vote.Signer, vote.Statement.SigningBytes(group.Genesis, group.Epoch), vote.Signature);

    private static bool Attested(Attestation attestation, Group group, IMemberVerifier verifier) =>
        verifier.Verify(attestation.Signer, attestation.State.SigningBytes(group.Genesis), attestation.Signature);
}
