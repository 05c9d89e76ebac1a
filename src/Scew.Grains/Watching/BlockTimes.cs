using System.Collections.Immutable;
using Scew.Protocol;

namespace Scew.Grains.Watching;

/// <summary>When a block reached which stage, in ticks of the silo's monotonic clock; 0 for a stage that was not seen.</summary>
internal sealed class BlockTimes(long proposedAt, ImmutableArray<Digest> requests)
{
    public long ProposedAt => proposedAt;

    /// <summary>What it orders.</summary>
    public ImmutableArray<Digest> Requests => requests;

    public long NotarizedAt { get; set; }

    public long FinalAt { get; set; }

    public long ExecutedAt { get; set; }

    /// <summary>The requests that are traced, with when they arrived; 0 where that was not seen.</summary>
    public ImmutableArray<(Digest Id, long ArrivedAt)> Traced { get; set; } = [];
}
