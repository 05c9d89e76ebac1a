using System.Collections.Immutable;
using Scew.Protocol.Results;

namespace Scew.Protocol.Trees;

/// <summary>The RFC 6962 tree over the result leaves of one block, with the paths of all of them.</summary>
public sealed class ResultsTree
{
    private ResultsTree(Digest root, ImmutableArray<ImmutableArray<Digest>> paths)
    {
        Root = root;
        Paths = paths;
    }

    /// <summary>The results root.</summary>
    public Digest Root { get; }

    /// <summary>The path of every result, by index.</summary>
    public ImmutableArray<ImmutableArray<Digest>> Paths { get; }

    /// <summary>The tree of the results of the block at <paramref name="height"/>, in order of execution.</summary>
    public static ResultsTree Of(Digest genesis, long height, IReadOnlyList<RequestResult> results)
    {
        var leaves = new Digest[results.Count];
        for (var i = 0; i < leaves.Length; i++)
        {
            leaves[i] = results[i].Leaf(genesis, height, i);
        }
        return Of(leaves);
    }

    /// <summary>The tree over leaves that are already hashed.</summary>
    public static ResultsTree Of(ReadOnlySpan<Digest> leaves)
    {
        var paths = MerkleTree.AllPaths(leaves);
        // The first leaf's siblings are all to its right, so its path gives the root without hashing the tree again.
        return new ResultsTree(leaves.IsEmpty ? MerkleTree.EmptyRoot : paths[0].Aggregate(leaves[0], MerkleTree.Node), paths);
    }
}
