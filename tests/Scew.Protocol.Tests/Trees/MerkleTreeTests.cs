using System.Collections.Immutable;
using Scew.Protocol.Trees;

namespace Scew.Protocol.Tests.Trees;

public sealed class MerkleTreeTests
{
    private static Digest[] Leaves(int count) => [.. Enumerable.Range(0, count).Select(i => Digest.Of(BitConverter.GetBytes(i)))];

    // RFC 6962, written as its text defines it and in no other way.
    private static Digest NaiveRoot(Digest[] leaves)
    {
        if (leaves.Length == 0)
        {
            return Digest.Of([]);
        }
        if (leaves.Length == 1)
        {
            return leaves[0];
        }
        var k = 1;
        while (k * 2 < leaves.Length)
        {
            k *= 2;
        }
        return Digest.Of([1, .. NaiveRoot(leaves[..k]).ToArray(), .. NaiveRoot(leaves[k..]).ToArray()]);
    }

    [Fact]
    public void RootsAndPathsOfAllSizesFit()
    {
        for (var count = 0; count <= 300; count += count < 40 ? 1 : 13)
        {
            var leaves = Leaves(count);
            var root = MerkleTree.Root(leaves);
            Assert.Equal(NaiveRoot(leaves), root);
            var paths = MerkleTree.AllPaths(leaves);
            for (var index = 0; index < count; index++)
            {
                Assert.True(MerkleTree.Verify(root, leaves[index], index, count, paths[index]));
                if (index % 7 == 0)
                {
                    Assert.Equal(MerkleTree.Path(leaves, index).ToArray(), paths[index].ToArray());
                }
            }
        }
    }

    [Fact]
    public void APathFitsNoOtherIndexCountOrLength()
    {
        for (var count = 1; count <= 40; count++)
        {
            var leaves = Leaves(count);
            var root = MerkleTree.Root(leaves);
            for (var index = 0; index < count; index++)
            {
                var path = MerkleTree.Path(leaves, index);
                Assert.False(MerkleTree.Verify(root, leaves[index], index, count, path.Add(root)));
                Assert.False(!path.IsEmpty && MerkleTree.Verify(root, leaves[index], index, count, path.RemoveAt(path.Length - 1)));
                Assert.False(MerkleTree.Verify(root, leaves[index], -1, count, path));
                Assert.False(MerkleTree.Verify(root, leaves[index], count, count, path));
                Assert.False(MerkleTree.Verify(root, Digest.Of([9]), index, count, path));
                for (var other = 0; other < count; other++)
                {
                    Assert.Equal(other == index, MerkleTree.Verify(root, leaves[index], other, count, path));
                }
                for (var step = 0; step < path.Length; step++)
                {
                    Assert.False(MerkleTree.Verify(root, leaves[index], index, count, path.SetItem(step, Digest.Of([8]))));
                }
            }
        }
    }

    [Fact]
    public void TheHistoryGrowsAsTheWholeTreeWould()
    {
        var blocks = Leaves(130);
        var history = HistoryTree.Empty;
        for (var count = 0; count <= blocks.Length; count++)
        {
            var prefix = blocks[..count];
            Assert.Equal(NaiveRoot([.. prefix.Select(HistoryTree.Leaf)]), history.Root);
            Assert.Equal(history.Root, HistoryTree.FromFrontier(history.Count, history.Frontier)!.Root);
            Assert.Null(HistoryTree.FromFrontier(history.Count, history.Frontier.Add(default)));
            if (count > 0)
            {
                var height = count / 2;
                Assert.True(HistoryTree.Verify(history.Root, blocks[height], height, count, HistoryTree.Prove(prefix, height)));
            }
            history = count < blocks.Length ? history.Append(blocks[count]) : history;
        }
    }

    [Fact]
    public void LeavesNodesAndPlainHashesDiffer()
    {
        var left = Digest.Of([1]);
        var right = Digest.Of([2]);
        var both = ImmutableArray.Create([.. left.ToArray(), .. right.ToArray()]);
        Assert.NotEqual(MerkleTree.Node(left, right), MerkleTree.Leaf(both.AsSpan()));
        Assert.NotEqual(Digest.Of(both.AsSpan()), MerkleTree.Leaf(both.AsSpan()));
    }
}
