using System.Collections.Immutable;
using System.Numerics;

namespace Scew.Protocol.Trees;

/// <summary>
/// The RFC 6962 tree over the hashes of blocks 0 to h, kept as its frontier: the roots of the perfect subtrees, largest first. Immutable. Its root is part of every
/// state root, so an old receipt can be shown to lie under a newer one.
/// </summary>
public sealed class HistoryTree
{
    private HistoryTree(long count, ImmutableArray<Digest> frontier)
    {
        Count = count;
        Frontier = frontier;
    }

    /// <summary>The tree of no blocks.</summary>
    public static HistoryTree Empty { get; } = new(0, []);

    /// <summary>Blocks so far: the next one has this height.</summary>
    public long Count { get; }

    /// <summary>Roots of the perfect subtrees, largest first; one for every one-bit of <see cref="Count"/>.</summary>
    public ImmutableArray<Digest> Frontier { get; }

    /// <summary>The RFC 6962 root.</summary>
    public Digest Root
    {
        get
        {
            if (Frontier.IsEmpty)
            {
                return MerkleTree.EmptyRoot;
            }
            var root = Frontier[^1];
            for (var i = Frontier.Length - 2; i >= 0; i--)
            {
                root = MerkleTree.Node(Frontier[i], root);
            }
            return root;
        }
    }

    /// <summary>A tree from what was stored; null when the frontier does not fit the count.</summary>
    public static HistoryTree? FromFrontier(long count, ImmutableArray<Digest> frontier) =>
        count >= 0 && frontier.Length == BitOperations.PopCount((ulong)count) ? new HistoryTree(count, frontier) : null;

    /// <summary>The leaf of a block.</summary>
    public static Digest Leaf(Digest blockHash)
    {
        Span<byte> bytes = stackalloc byte[1 + Digest.SizeBytes];
        bytes[0] = 0;
        blockHash.CopyTo(bytes[1..]);
        return Digest.Of(bytes);
    }

    /// <summary>The tree with one more block.</summary>
    public HistoryTree Append(Digest blockHash)
    {
        var frontier = Frontier.ToBuilder();
        var node = Leaf(blockHash);
        for (var rest = Count; (rest & 1) == 1; rest >>= 1)
        {
            node = MerkleTree.Node(frontier[^1], node);
            frontier.RemoveAt(frontier.Count - 1);
        }
        frontier.Add(node);
        return new HistoryTree(Count + 1, frontier.ToImmutable());
    }

    /// <summary>The path of the block at <paramref name="height"/> when all block hashes 0 to h are given.</summary>
    public static ImmutableArray<Digest> Prove(IEnumerable<Digest> blockHashes, int height) => MerkleTree.Path([.. blockHashes.Select(Leaf)], height);

    /// <summary>
    /// The path of the block at <paramref name="height"/> in the tree of <paramref name="count"/> blocks, from this tree as a beginning and the hashes of the blocks after it; null for a
    /// block of that beginning, of which only the frontier is known, and where too few hashes are given.
    /// </summary>
    public ImmutableArray<Digest>? Prove(IReadOnlyList<Digest> above, long height, long count)
    {
        if (height < Count || height >= count || count > Count + above.Count)
        {
            return null;
        }
        var path = ImmutableArray.CreateBuilder<Digest>();
        AddPath(above, height, 0, count, path);
        return path.ToImmutable();
    }

    private void AddPath(IReadOnlyList<Digest> above, long height, long from, long to, ImmutableArray<Digest>.Builder path)
    {
        if (to - from == 1)
        {
            return;
        }
        var split = from + (1L << (63 - BitOperations.LeadingZeroCount((ulong)(to - from - 1))));
        if (height < split)
        {
            AddPath(above, height, from, split, path);
            path.Add(RootOf(above, split, to));
        }
        else
        {
            AddPath(above, height, split, to, path);
            path.Add(RootOf(above, from, split));
        }
    }

    // What lies beside a block above the beginning is either wholly or partly above it too, or one of the frontier's perfect subtrees.
    private Digest RootOf(IReadOnlyList<Digest> above, long from, long to)
    {
        if (from < Count && to <= Count && Find(from, to) is { } known)
        {
            return known;
        }
        if (to - from == 1)
        {
            return Leaf(above[(int)(from - Count)]);
        }
        var split = from + (1L << (63 - BitOperations.LeadingZeroCount((ulong)(to - from - 1))));
        return MerkleTree.Node(RootOf(above, from, split), RootOf(above, split, to));
    }

    private Digest? Find(long from, long to)
    {
        var (at, node) = (0L, 0);
        for (var bit = 62; bit >= 0; bit--)
        {
            if ((Count >> bit & 1) == 1)
            {
                if (at == from && at + (1L << bit) == to)
                {
                    return Frontier[node];
                }
                at += 1L << bit;
                node++;
            }
        }
        return null;
    }

    /// <summary>True when a tree of <paramref name="count"/> blocks with root <paramref name="root"/> has this block at <paramref name="height"/>.</summary>
    public static bool Verify(Digest root, Digest blockHash, long height, long count, ImmutableArray<Digest> path) =>
        MerkleTree.Verify(root, Leaf(blockHash), height, count, path);
}
