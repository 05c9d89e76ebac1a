using System.Collections.Immutable;
using System.Numerics;

namespace Scew.Protocol.Trees;

/// <summary>The Merkle tree of RFC 6962 over leaf hashes: root, path and the check of a path, which must fit (index, count) exactly.</summary>
public static class MerkleTree
{
    /// <summary>The root of no leaves: SHA-256 of nothing.</summary>
    public static Digest EmptyRoot { get; } = Digest.Of([]);

    /// <summary>H(0x00 ‖ data).</summary>
    public static Digest Leaf(ReadOnlySpan<byte> data)
    {
        var bytes = new byte[data.Length + 1];
        data.CopyTo(bytes.AsSpan(1));
        return Digest.Of(bytes);
    }

    /// <summary>H(0x01 ‖ left ‖ right).</summary>
    public static Digest Node(Digest left, Digest right)
    {
        Span<byte> bytes = stackalloc byte[1 + 2 * Digest.SizeBytes];
        bytes[0] = 1;
        left.CopyTo(bytes[1..]);
        right.CopyTo(bytes[33..]);
        return Digest.Of(bytes);
    }

    /// <summary>The root over <paramref name="leaves"/>.</summary>
    public static Digest Root(ReadOnlySpan<Digest> leaves)
    {
        if (leaves.Length <= 1)
        {
            return leaves.Length == 0 ? EmptyRoot : leaves[0];
        }
        var split = Split(leaves.Length);
        return Node(Root(leaves[..split]), Root(leaves[split..]));
    }

    /// <summary>The path of leaf <paramref name="index"/>, from the leaf's sibling upwards.</summary>
    public static ImmutableArray<Digest> Path(ReadOnlySpan<Digest> leaves, int index)
    {
        Invariant.Require(index >= 0 && index < leaves.Length, "a path belongs to a leaf");
        var path = ImmutableArray.CreateBuilder<Digest>();
        AddPath(leaves, index, path);
        return path.ToImmutable();
    }

    /// <summary>The paths of all leaves, with every inner node hashed once.</summary>
    public static ImmutableArray<ImmutableArray<Digest>> AllPaths(ReadOnlySpan<Digest> leaves)
    {
        var paths = new ImmutableArray<Digest>.Builder[leaves.Length];
        var depth = 32 - BitOperations.LeadingZeroCount((uint)Math.Max(0, leaves.Length - 1));
        for (var i = 0; i < paths.Length; i++)
        {
            paths[i] = ImmutableArray.CreateBuilder<Digest>(depth);
        }
        AddPaths(leaves, paths);
        return [.. paths.Select(path => path.DrainToImmutable())];
    }

    /// <summary>True when <paramref name="path"/> leads from <paramref name="leaf"/> at <paramref name="index"/> of <paramref name="count"/> leaves to <paramref name="root"/>.</summary>
    public static bool Verify(Digest root, Digest leaf, long index, long count, ImmutableArray<Digest> path)
    {
        if (index < 0 || index >= count)
        {
            return false;
        }
        var at = index;
        var last = count - 1;
        var hash = leaf;
        foreach (var sibling in path)
        {
            if (last == 0)
            {
                return false;
            }
            if ((at & 1) == 1 || at == last)
            {
                hash = Node(sibling, hash);
                // A right edge without a sibling on these levels climbs to the level that has one.
                var levels = at == 0 ? 0 : BitOperations.TrailingZeroCount(at);
                at >>= levels;
                last >>= levels;
            }
            else
            {
                hash = Node(hash, sibling);
            }
            at >>= 1;
            last >>= 1;
        }
        return last == 0 && hash == root;
    }

    private static void AddPath(ReadOnlySpan<Digest> leaves, int index, ImmutableArray<Digest>.Builder path)
    {
        if (leaves.Length == 1)
        {
            return;
        }
        var split = Split(leaves.Length);
        if (index < split)
        {
            AddPath(leaves[..split], index, path);
            path.Add(Root(leaves[split..]));
        }
        else
        {
            AddPath(leaves[split..], index - split, path);
            path.Add(Root(leaves[..split]));
        }
    }

    private static Digest AddPaths(ReadOnlySpan<Digest> leaves, Span<ImmutableArray<Digest>.Builder> paths)
    {
        if (leaves.Length <= 1)
        {
            return leaves.Length == 0 ? EmptyRoot : leaves[0];
        }
        var split = Split(leaves.Length);
        var left = AddPaths(leaves[..split], paths[..split]);
        var right = AddPaths(leaves[split..], paths[split..]);
        for (var i = 0; i < paths.Length; i++)
        {
            paths[i].Add(i < split ? right : left);
        }
        return Node(left, right);
    }

    // The largest power of two below the count.
    private static int Split(int count) => 1 << (31 - BitOperations.LeadingZeroCount((uint)(count - 1)));
}
