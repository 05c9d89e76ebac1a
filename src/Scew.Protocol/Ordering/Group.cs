using System.Collections.Immutable;
using Scew.Protocol.Codec;
using Scew.Protocol.Messages;

namespace Scew.Protocol.Ordering;

/// <summary>The n members that order together in one epoch, as the ordering protocol sees them: indexes 0 to n-1.</summary>
public sealed class Group
{
    private readonly ImmutableArray<int> _order;

    /// <summary>A group of <paramref name="size"/> members (4 to 100) of genesis <paramref name="genesis"/> in <paramref name="epoch"/>.</summary>
    public Group(Digest genesis, long epoch, int size)
        : this(genesis, epoch, size, null)
    {
    }

    /// <summary>The same where the era stands on the last block of the one before; null for block 0.</summary>
    public Group(Digest genesis, long epoch, int size, BlockRef? start, AttestedState? startState = null)
    {
        StartState = startState;
        Invariant.Require(size is >= 1 and <= Certificate.MaxMembers, "a group has 1 to 100 members");
        Genesis = genesis;
        Epoch = epoch;
        Size = size;
        Start = start ?? new BlockRef(0, 0, BlockHeader.GenesisBlockHash(genesis));
        _order = [.. Enumerable.Range(0, size).OrderBy(index => OrderKey(genesis, epoch, index))];
    }

    /// <summary>Hash of the genesis document.</summary>
    public Digest Genesis { get; }

    /// <summary>Number of the membership era, from 0.</summary>
    public long Epoch { get; }

    /// <summary>The block on which the era's first one stands: block 0, or the last of the era before. Final without a certificate of this era.</summary>
    public BlockRef Start { get; }

    /// <summary>
    /// What members attest of <see cref="Start"/> under this epoch's number: the handover proves it by n-f members of the era before, whoever of this one attests it. Null in epoch 0.
    /// </summary>
    public AttestedState? StartState { get; }

    /// <summary>n.</summary>
    public int Size { get; }

    /// <summary>f = (n-1)/3: how many members may lie.</summary>
    public int MaxFaulty => (Size - 1) / 3;

    /// <summary>n-f distinct members.</summary>
    public int Quorum => Size - MaxFaulty;

    /// <summary>The member that leads <paramref name="view"/>: order[view mod n].</summary>
    public int Leader(long view) => _order[(int)(view % Size)];

    private static Digest OrderKey(Digest genesis, long epoch, int index)
    {
        var writer = new CodecWriter(96);
        writer.Tag(DomainTags.LeaderOrder);
        writer.Digest(genesis);
        writer.Counter(epoch);
        writer.U32(index);
        return Digest.Of(writer.Written);
    }
}
