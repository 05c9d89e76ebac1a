using System.Collections.Immutable;
using Scew.Consensus;

namespace Scew.Liars;

/// <summary>
/// Stands between a member's replica and its shell and lies with the member's key. The shell hands over every batch of effects before it performs them,
/// and ticks the liar too.
/// </summary>
public interface ILiar
{
    /// <summary>Which lie.</summary>
    LiarKind Kind { get; }

    /// <summary>When <see cref="Distort"/> wants a call with a <see cref="Tick"/> although the replica wants none, monotonic ms; <see cref="long.MaxValue"/>: never.</summary>
    long NextDeadlineMs { get; }

    /// <summary>What to perform instead of <paramref name="effects"/>, which the replica answered to <paramref name="cause"/> (null for its start).</summary>
    ImmutableArray<Effect> Distort(ReplicaEvent? cause, ImmutableArray<Effect> effects, Clock now);

    /// <summary>What a restart pretends to have found on disk.</summary>
    RecoveredState Recover(RecoveredState found);
}
