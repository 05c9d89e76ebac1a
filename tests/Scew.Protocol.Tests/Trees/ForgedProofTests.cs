using System.Collections.Immutable;
using Scew.Protocol.Tests.Fuzz;
using Scew.Protocol.Trees;
using Xunit.Abstractions;

namespace Scew.Protocol.Tests.Trees;

/// <summary>F8 and F9: no two contents under one root, and no changed proof that holds.</summary>
public sealed class ForgedProofTests(ITestOutputHelper output)
{
    private const int MaxLeaves = 1025;

    private static Digest Key(int i) => Digest.Of(BitConverter.GetBytes(i));

    [Fact]
    [Trait("row", "F8")]
    public void NoTwoSizesShareARoot()
    {
        var roots = new HashSet<Digest>();
        var distinct = Enumerable.Range(0, MaxLeaves).Select(i => MerkleTree.Leaf(BitConverter.GetBytes(i))).ToArray();
        // Grown one by one, as the history is: the same trees for less work.
        var history = HistoryTree.Empty;
        var equal = HistoryTree.Empty;
        for (var count = 0; count <= MaxLeaves; count++)
        {
            // Root of nothing is common to all; every other size and content has its own.
            Assert.True(roots.Add(MerkleTree.Root(distinct.AsSpan(0, count))));
            // The trick of doubling an odd last leaf.
            Assert.True(count == 0 || roots.Add(history.Append(Key(count - 1)).Root));
            Assert.True(count == 0 || roots.Add(history.Root));
            Assert.True(count == 0 || roots.Add(equal.Root));
            history = history.Append(Key(count));
            equal = equal.Append(Digest.Of("same"u8));
        }
        Assert.Equal(1 + MaxLeaves * 4, roots.Count);
    }

    [Fact]
    [Trait("row", "F8")]
    public void NoTwoTriesShareARoot()
    {
        var roots = new HashSet<Digest>();
        var trie = StateTrie.Empty;
        for (var count = 0; count <= MaxLeaves; count++)
        {
            Assert.True(roots.Add(trie.Root));
            trie = trie.Set(Key(count), Key(-1));
        }
        // A trie whose one leaf is made of another trie's branch.
        var two = StateTrie.Empty.Set(Key(1), Key(2)).Set(Key(3), Key(4));
        var (one, other) = (TrieProof.LeafHash(Key(1), Key(2)), TrieProof.LeafHash(Key(3), Key(4)));
        Assert.NotEqual(two.Root, StateTrie.Empty.Set(one, other).Root);
        Assert.NotEqual(two.Root, StateTrie.Empty.Set(other, one).Root);
        Assert.NotEqual(MerkleTree.Node(Key(1), Key(2)), TrieProof.NodeHash(0, Key(1), Key(2)));
    }

    [Fact]
    [Trait("row", "F8")]
    public void AnInnerNodeIsNoLeaf() => Assert.Equal(0, SecondPreimages(MerkleTree.Leaf, MerkleTree.Root, MerkleTree.Path, MerkleTree.Verify));

    /// <summary>The seeded defect: the same check over a tree that hashes leaves and nodes alike finds a second preimage of every pair.</summary>
    [Fact]
    [Trait("row", "F8")]
    public void WithoutTagsAnInnerNodeIsALeafAndThatIsSeen() =>
        Assert.True(SecondPreimages(Digest.Of, UntaggedTree.Root, UntaggedTree.Path, UntaggedTree.Verify) > 1000);

    [Fact]
    [Trait("row", "F8")]
    public void ABranchOfATrieIsNoLeaf() => Assert.Equal(0, BranchesShownAsLeaves(TrieProof.LeafHash, TrieProof.NodeHash));

    [Fact]
    [Trait("row", "F8")]
    public void WithoutTagsABranchOfATrieIsALeafAndThatIsSeen() =>
        Assert.Equal(64, BranchesShownAsLeaves(UntaggedTree.Node, static (_, left, right) => UntaggedTree.Node(left, right)));

    /// <summary>Of 64 branches over two leaves those that are also a leaf, which has the two hashes for key and value.</summary>
    private static int BranchesShownAsLeaves(Func<Digest, Digest, Digest> leafHash, Func<byte, Digest, Digest, Digest> nodeHash)
    {
        var found = 0;
        for (var i = 0; i < 64; i++)
        {
            var (left, right) = (leafHash(Key(i), Key(i + 1)), leafHash(Key(i + 2), Key(i + 3)));
            found += nodeHash((byte)i, left, right) == leafHash(left, right) ? 1 : 0;
        }
        return found;
    }

    /// <summary>Data that is two hashes, shown as the leaf in the place of their parent: how often a shortened path takes it for part of the tree.</summary>
    private static int SecondPreimages(DigestOf leafHash, RootOf rootOf, PathOf pathOf, Func<Digest, Digest, long, long, ImmutableArray<Digest>, bool> verify)
    {
        var found = 0;
        for (var count = 2; count <= 64; count++)
        {
            var leaves = Enumerable.Range(0, count).Select(i => leafHash(BitConverter.GetBytes(i))).ToArray();
            var root = rootOf(leaves);
            for (var index = 0; index < count; index++)
            {
                var path = pathOf(leaves, index);
                Assert.True(verify(root, leaves[index], index, count, path));
                var node = (index & 1) == 0 ? leafHash([.. leaves[index].ToArray(), .. path[0].ToArray()]) : leafHash([.. path[0].ToArray(), .. leaves[index].ToArray()]);
                for (var other = 0; other < count; other++)
                {
                    found += verify(root, node, other, count, path.RemoveAt(0)) ? 1 : 0;
                    found += verify(root, node, other / 2, (count + 1) / 2, path.RemoveAt(0)) ? 1 : 0;
                }
            }
        }
        return found;
    }

    private delegate Digest DigestOf(ReadOnlySpan<byte> data);

    private delegate Digest RootOf(ReadOnlySpan<Digest> leaves);

    private delegate ImmutableArray<Digest> PathOf(ReadOnlySpan<Digest> leaves, int index);

    /// <summary>The tree of RFC 6962 without its prefixes, for checks that must find them missing.</summary>
    private static class UntaggedTree
    {
        public static Digest Node(Digest left, Digest right) => Digest.Of([.. left.ToArray(), .. right.ToArray()]);

        public static Digest Root(ReadOnlySpan<Digest> leaves) =>
            leaves.Length == 1 ? leaves[0] : Node(Root(leaves[..Split(leaves.Length)]), Root(leaves[Split(leaves.Length)..]));

        public static ImmutableArray<Digest> Path(ReadOnlySpan<Digest> leaves, int index)
        {
            if (leaves.Length == 1)
            {
                return [];
            }
            var split = Split(leaves.Length);
            return index < split ? Path(leaves[..split], index).Add(Root(leaves[split..])) : Path(leaves[split..], index - split).Add(Root(leaves[..split]));
        }

        public static bool Verify(Digest root, Digest leaf, long index, long count, ImmutableArray<Digest> path) => Above(leaf, index, count, path.AsSpan()) == root;

        private static Digest? Above(Digest leaf, long index, long count, ReadOnlySpan<Digest> path)
        {
            if (count == 1 || path.IsEmpty)
            {
                return count == 1 && path.IsEmpty ? leaf : null;
            }
            var split = Split((int)count);
            return index < split
                ? Above(leaf, index, split, path[..^1]) is { } left ? Node(left, path[^1]) : null
                : Above(leaf, index - split, count - split, path[..^1]) is { } right ? Node(path[^1], right) : null;
        }

        private static int Split(int count)
        {
            var split = 1;
            while (split * 2 < count)
            {
                split *= 2;
            }
            return split;
        }
    }

    [Fact]
    [Trait("row", "F9")]
    public void NoChangedInclusionProofHolds()
    {
        var random = new Prng(9);
        var trees = Enumerable.Range(1, 40).Append(255).Append(256).Append(257).Append(MaxLeaves)
            .Select(count => Enumerable.Range(0, count).Select(i => MerkleTree.Leaf(BitConverter.GetBytes(i))).ToArray())
            .Select(leaves => (Leaves: leaves, Root: MerkleTree.Root(leaves), Paths: MerkleTree.AllPaths(leaves))).ToArray();
        var changedCases = 0;
        for (var cases = LongRun.Cases(100_000); cases > 0; cases--)
        {
            var (leaves, root, paths) = trees[random.Below(trees.Length)];
            var index = random.Below(leaves.Length);
            var leaf = leaves[index];
            long claimed = index;
            var path = paths[index];
            switch (random.Below(4))
            {
                case 0:
                    leaf = random.OneIn(2) ? leaves[random.Below(leaves.Length)] : path.IsEmpty ? root : MerkleTree.Node(leaf, path[0]);
                    break;
                case 1:
                    claimed = random.Pick(random.Below(leaves.Length), index ^ 1, leaves.Length, -1, long.MaxValue, index + (1L << 32), index + leaves.Length);
                    break;
                default:
                    path = Changed(random, path, leaf, root);
                    break;
            }
            if (leaf != leaves[index] || claimed != index || !path.SequenceEqual(paths[index]))
            {
                changedCases++;
                Assert.False(MerkleTree.Verify(root, leaf, claimed, leaves.Length, path));
            }
        }
        output.WriteLine($"{changedCases} changed proofs, none held");
        Assert.True(changedCases > LongRun.Cases(100_000) / 2);
    }

    private static ImmutableArray<Digest> Changed(Prng random, ImmutableArray<Digest> path, Digest leaf, Digest root)
    {
        var at = random.Below(path.Length + 1);
        if (at == path.Length)
        {
            return path.Add(random.Pick(root, leaf, MerkleTree.EmptyRoot));
        }
        switch (random.Below(6))
        {
            case 0:
                var bytes = path[at].ToArray();
                bytes[random.Below(32)] ^= (byte)(1 << random.Below(8));
                return path.SetItem(at, new Digest(bytes));
            case 1:
                return path.RemoveAt(at);
            case 2:
                return path.Insert(at, path[random.Below(path.Length)]);
            case 3:
                return path.SetItem(at, random.Pick(leaf, root, path[random.Below(path.Length)], default));
            case 4:
                return [.. path.Reverse()];
            default:
                return path[..at];
        }
    }

    [Fact]
    [Trait("row", "F9")]
    public void NoChangedProofOfPresenceOrAbsenceHolds()
    {
        var random = new Prng(10);
        var tries = new[] { 0, 1, 2, 3, 8, 50, 1000 }.Select(count => StateTrie.Empty.SetAll(Enumerable.Range(0, count).Select(i => (Key(i), Key(i + 5000))))).ToArray();
        var counts = new int[3];
        for (var cases = LongRun.Cases(100_000); cases > 0; cases--)
        {
            var trie = tries[random.Below(tries.Length)];
            // Half of the keys are there in the larger tries.
            var key = Key(random.Below(Math.Max(2, trie.Count * 2)));
            var other = Key(random.Below(Math.Max(2, trie.Count * 2)));
            var proof = Changed(random, trie.Prove(random.OneIn(4) ? other : key), trie.Prove(other));
            var outcome = proof.Check(trie.Root, key);
            counts[(int)outcome]++;
            // Whatever holds says the truth: the register that is there, or that none is.
            var truth = trie.Find(key);
            Assert.True(outcome switch
            {
                TrieOutcome.Present => truth is not null && proof.Leaf!.RegisterHash == truth,
                TrieOutcome.Absent => truth is null,
                _ => true,
            });
            // And nothing holds but the one proof of this key; an absence has it too.
            Assert.Equal(Same(proof, trie.Prove(key)), outcome != TrieOutcome.Invalid);
        }
        output.WriteLine($"invalid {counts[0]}, present {counts[1]}, absent {counts[2]}");
        Assert.True(counts[0] > LongRun.Cases(100_000) / 2);
    }

    private static bool Same(TrieProof first, TrieProof second) => first.Leaf == second.Leaf && first.Steps.SequenceEqual(second.Steps);

    private static TrieProof Changed(Prng random, TrieProof proof, TrieProof other)
    {
        var steps = proof.Steps;
        if (random.OneIn(12))
        {
            return proof;
        }
        if (steps.IsEmpty || random.OneIn(4))
        {
            return random.Below(5) switch
            {
                0 => proof with { Leaf = null },
                1 => proof with { Leaf = other.Leaf },
                2 => proof with { Leaf = proof.Leaf is { } leaf ? leaf with { RegisterHash = Key(random.Below(9)) } : new TrieLeaf(Key(1), Key(2)) },
                3 => proof with { Leaf = proof.Leaf is { } leaf ? leaf with { Key = Key(random.Below(40)) } : other.Leaf },
                _ => proof with { Steps = other.Steps },
            };
        }
        var at = random.Below(steps.Length);
        var step = steps[at];
        return random.Below(8) switch
        {
            0 => proof with { Steps = steps.RemoveAt(at) },
            1 => proof with { Steps = steps.Insert(at, step) },
            2 => proof with { Steps = steps.SetItem(at, step with { Bit = (byte)random.Next() }) },
            3 => proof with { Steps = steps.SetItem(at, step with { Sibling = random.OneIn(2) ? random.Digest() : Key(3) }) },
            4 => proof with { Steps = [.. steps.Reverse()] },
            5 => proof with { Steps = steps[..at] },
            // The branch itself shown as a leaf, higher up than the leaf really is.
            6 => new TrieProof(steps[..at], new TrieLeaf(step.Sibling, proof.Leaf?.RegisterHash ?? default)),
            _ => proof with { Steps = steps.Insert(at, new TrieStep((byte)random.Next(), random.Digest())) },
        };
    }
}
