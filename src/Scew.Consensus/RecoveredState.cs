using System.Collections.Immutable;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Consensus;

/// <summary>
/// What a start found on disk, after it took the lease. <paramref name="Floor"/> is the lease found; <paramref name="Final"/> the highest block known final with
/// <paramref name="FinalTimeMs"/> (genesis: 0); <paramref name="Executed"/> the highest executed height (blocks between the two are re-executed by the shell);
/// <paramref name="Blocks"/> all held blocks above <paramref name="Executed"/> (bodies on disk); certificates: all stored ones above the final view and the finalization of <paramref name="Final"/>;
/// votes: own finalize votes above the final view.
/// </summary>
public sealed record RecoveredState(
    long Floor,
    BlockRef Final,
    long FinalTimeMs,
    long Executed,
    long Certified,
    ImmutableArray<Block> Blocks,
    ImmutableArray<Certificate> Certificates,
    ImmutableArray<Vote> FinalizeVotes)
{
    /// <summary>All executed heights above <see cref="Certified"/>, so that they can still get their n-f.</summary>
    public ImmutableArray<UncertifiedHeight> Uncertified { get; init; } = [];

    /// <summary>Why this replica cannot know what it signed before (lost, restored or foreign database), or null: it then is silent until the others told it.</summary>
    public string? Doubt { get; init; }

    /// <summary>The first start: only genesis is final.</summary>
    public static RecoveredState Empty(Group group) =>
        new(0, group.Start, 0, group.Start.Height, group.Start.Height, [], [], []);
}

/// <summary>An executed height and the own attestation of its state; none where this replica was in doubt when it executed the height.</summary>
public readonly record struct UncertifiedHeight(AttestedState State, Attestation? Own)
{
    /// <summary>True where the state was installed: it is this replica's, which did not execute it and so does not attest it.</summary>
    public bool IsInstalled { get; init; }
}
