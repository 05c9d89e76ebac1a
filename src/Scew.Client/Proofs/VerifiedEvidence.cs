using Scew.Protocol;
using Scew.Protocol.Ordering;

namespace Scew.Client.Proofs;

/// <summary>Evidence that was verified here: <paramref name="Accused"/> signed two things that no correct member signs together.</summary>
public sealed record VerifiedEvidence(Evidence Evidence, int Accused, byte[] Bytes)
{
    /// <summary>SHA-256 of the bytes: a name to show and to look for.</summary>
    public Digest Id => Digest.Of(Bytes);

    /// <summary>What contradicts what.</summary>
    public string Description => Evidence switch
    {
        ConflictingVotes { First.Statement: var first, Second.Statement: var second } =>
            $"signed both {Word(first)} and {Word(second)} in view {first.View}",
        ConflictingAttestations { First.State: var first } => $"attested two different states of height {first.Height}",
        _ => "contradicts itself",
    };

    /// <summary>Short name of the kind.</summary>
    public string Kind => Evidence is ConflictingVotes ? "conflicting-votes" : "conflicting-attestations";

    private static string Word(Statement statement) => statement.Kind == StatementKind.Nullify
        ? "nullify"
        : $"{(statement.Kind == StatementKind.Notarize ? "notarize" : "finalize")} {statement.Block.Short}";
}
