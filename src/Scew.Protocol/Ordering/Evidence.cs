using System.Collections.Immutable;

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

/// <summary>
/// Two certificates of one view that exclude each other: two blocks notarised, two blocks finalised, or one finalised and the view nullified. Everybody who signed both
/// lied, f+1 members at least: the proof of a fork.
/// </summary>
public sealed record ConflictingCertificates(Certificate First, Certificate Second) : Evidence;

/// <summary>Checks evidence against a group: signatures, the accused, a real contradiction.</summary>
public static class EvidenceCheck
{
    /// <summary>The indexes of the members that lied, rising; empty when this proves nothing.</summary>
    public static ImmutableArray<int> Accused(Evidence evidence, Group group, IMemberVerifier verifier) => evidence switch
    {
        ConflictingVotes { First: var a, Second: var b }
            when Same(a.Signer, b.Signer, group) && Contradict(a.Statement, b.Statement) && a.IsSigned(verifier, group) && b.IsSigned(verifier, group) => [a.Signer],
        ConflictingAttestations { First: var a, Second: var b }
            when Same(a.Signer, b.Signer, group) && a.State != b.State && a.State.Height == b.State.Height && a.State.Epoch == b.State.Epoch
                && a.State.Epoch == group.Epoch && a.IsSigned(verifier, group.Genesis) && b.IsSigned(verifier, group.Genesis) => [a.Signer],
        ConflictingCertificates { First: var a, Second: var b }
            when Contradict(a.Statement, b.Statement) && CertificateCheck.Check(a, group, verifier) == CertificateFault.None
                && CertificateCheck.Check(b, group, verifier) == CertificateFault.None => SignersOfBoth(a, b),
        _ => [],
    };

    /// <summary>Who signed both certificates, without looking at the signatures.</summary>
    public static ImmutableArray<int> SignersOfBoth(Certificate first, Certificate second) =>
        [.. first.Signatures.Select(static one => one.Signer).Intersect(second.Signatures.Select(static one => one.Signer)).Order()];

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

    private static bool Same(int first, int second, Group group) => first == second && first >= 0 && first < group.Size;
}
