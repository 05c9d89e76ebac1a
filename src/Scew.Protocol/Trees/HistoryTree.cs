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

    /// <summary>True when a tree of <paramref name="count"/> blocks with root <paramref name="root"/> has this block at <paramref name="height"/>.</summary>
    public static bool Verify(Digest root, Digest blockHash, long height, long count, ImmutableArray<Digest> path) =>
        MerkleTree.Verify(root, Leaf(blockHash), height, count, path);
}
