using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Ordering;

namespace Scew.Client.Proofs;

/// <summary>Evidence that was verified here: each of <paramref name="Members"/> signed two things that no correct member signs together.</summary>
public sealed record VerifiedEvidence(Evidence Evidence, ImmutableArray<int> Members, byte[] Bytes)
{
    /// <summary>Number of the era whose members lied.</summary>
    public long Epoch { get; init; }

    /// <summary>The first accused, for kinds that accuse one.</summary>
    public int Accused => Members[0];

    /// <summary>More merchants lied than a group can bear: two histories of it exist.</summary>
    public bool IsFork => Evidence is ConflictingCertificates;

    /// <summary>SHA-256 of the bytes: a name to show and to look for.</summary>
    public Digest Id => Digest.Of(Bytes);

    /// <summary>What contradicts what.</summary>
    public string Description => Evidence switch
    {
        ConflictingVotes { First.Statement: var first, Second.Statement: var second } =>
            $"signed both {Word(first)} and {Word(second)} in view {first.View}",
        ConflictingAttestations { First.State: var first } => $"attested two different states of height {first.Height}",
        ConflictingCertificates { First.Statement: var first, Second.Statement: var second } =>
            $"fork proven: view {first.View} has certificates of {Word(first)} and of {Word(second)}",
        _ => "contradicts itself",
    };

    /// <summary>Short name of the kind.</summary>
    public string Kind => Evidence switch
    {
        ConflictingVotes => "conflicting-votes",
        ConflictingCertificates => "conflicting-certificates",
        _ => "conflicting-attestations",
    };

    private static string Word(Statement statement) => statement.Kind == StatementKind.Nullify
        ? "nullify"
        : $"{(statement.Kind == StatementKind.Notarize ? "notarize" : "finalize")} {statement.Block.Short}";
}
