using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Consensus;

/// <summary>What is known of the bodies of a block.</summary>
internal enum BodyState
{
    /// <summary>Not asked yet.</summary>
    Unknown,

    /// <summary>The shell was asked.</summary>
    Checking,

    /// <summary>Some are missing.</summary>
    Missing,

    /// <summary>All are held.</summary>
    Held,
}

/// <summary>A block in the tree; <see cref="Block"/> is null only for the executed block that the tree stands on after a start.</summary>
internal sealed class BlockNode(BlockRef place, long timeMs, Digest parentHash, Block? block)
{
    /// <summary>View, height, hash.</summary>
    public BlockRef Ref { get; } = place;

    public long Height => Ref.Height;

    public long View => Ref.View;

    public Digest Hash => Ref.Hash;

    public long TimeMs { get; } = timeMs;

    public Digest ParentHash { get; } = parentHash;

    public Block? Block { get; } = block;

    /// <summary>Set once the parent is in the tree.</summary>
    public BlockNode? Parent { get; set; }

    public BodyState Body { get; set; }

    /// <summary>Content valid at its time, as far as the shell can tell.</summary>
    public bool Valid { get; set; }

    /// <summary>Executed height when the shell was asked: ids at or below it were looked up by the shell, those above are this core's matter.</summary>
    public long CheckedAtExecuted { get; set; }

    /// <summary>Outcome of the search for repeated ids; null before it ran.</summary>
    public bool? Repeats { get; set; }

    /// <summary>Its justification was verified here (not merely by the quorum that notarised it).</summary>
    public bool Justified { get; set; }

    /// <summary>Bodies of it arrived while the shell was looking.</summary>
    public bool StoredMeanwhile { get; set; }

    public HashSet<Digest>? MissingIds { get; set; }

    /// <summary>On disk or in a persist under way.</summary>
    public bool Journaled { get; set; }

    /// <summary>A notarization or finalization.</summary>
    public Certificate? Certificate { get; set; }

    /// <summary>Marks the ancestors of the block that is looked at.</summary>
    public int Mark { get; set; }

    public bool IsEmpty => Block is not null && Block.RequestIds.IsEmpty;
}
