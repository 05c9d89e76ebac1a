using System.Collections.Immutable;
using Scew.Protocol.Trees;

namespace Scew.Protocol.Tests.Trees;

/// <summary>Walking down a foreign trie by its nodes: exactly the differences come out, and nothing that does not hash to the root.</summary>
public sealed class TrieWalkTests
{
    [Fact]
    public void TheWalkFindsExactlyWhatDiffers()
    {
        var random = new Random(21);
        for (var round = 0; round < 300; round++)
        {
            var own = Grow(StateTrie.Empty, random, random.Next(0, 60));
            var theirs = Grow(own.Trie, random, random.Next(0, 60));
            foreach (var key in own.Keys.Where(_ => random.Next(5) == 0))
            {
                theirs.Trie = theirs.Trie.Set(key, Random(random));
            }
            var expected = own.Keys.Concat(theirs.Keys).Where(key => own.Trie.Find(key) != theirs.Trie.Find(key)).ToHashSet();
            for (var levels = 1; levels <= TrieFragment.MaxLevels; levels++)
            {
                var found = Walk(own.Trie, theirs.Trie, levels);
                Assert.Equal(expected, found.Select(leaf => leaf.Key).ToHashSet());
                Assert.Equal(expected.Count, found.Count);
                Assert.All(found, leaf => Assert.Equal(theirs.Trie.Find(leaf.Key), leaf.RegisterHash));
            }
        }
    }

    [Fact]
    public void EqualTriesAndTheEmptyOneHaveNoDifference()
    {
        var trie = Grow(StateTrie.Empty, new Random(1), 9).Trie;
        Assert.Null(trie.Against(trie.Root));
        Assert.Null(trie.Against(StateTrie.Empty.Root));
        Assert.NotNull(StateTrie.Empty.Against(trie.Root));
    }

    [Fact]
    public void APathThatLeadsNowhereDescribesNothing()
    {
        var trie = Grow(StateTrie.Empty, new Random(1), 2).Trie;
        Assert.NotNull(trie.Describe(TriePath.Root.Then(true), 1));
        Assert.Null(trie.Describe(TriePath.Root.Then(true).Then(false), 1));
        Assert.Null(StateTrie.Empty.Describe(TriePath.Root, 1));
    }

    /// <summary>F8 and F9 for nodes: no change of a fragment is believed, nor a leaf that poses as a node or the other way round.</summary>
    [Fact]
    [Trait("row", "F8")]
    [Trait("row", "F9")]
    public void NoChangedFragmentIsBelieved()
    {
        var random = new Random(8);
        for (var round = 0; round < 20_000; round++)
        {
            var trie = Grow(StateTrie.Empty, random, random.Next(1, 30)).Trie;
            var place = StateTrie.Empty.Against(trie.Root)!;
            var levels = random.Next(1, TrieFragment.MaxLevels + 1);
            var items = trie.Describe(TriePath.Root, levels)!.Items;
            var at = random.Next(items.Length);
            var changed = random.Next(6) switch
            {
                0 => items.SetItem(at, items[at] with { First = Random(random), Kind = items[at].Kind == TrieItemKind.Branch ? TrieItemKind.Cut : items[at].Kind }),
                1 => items.SetItem(at, items[at] with { Second = Random(random), Kind = items[at].Kind == TrieItemKind.Branch ? TrieItemKind.Leaf : items[at].Kind }),
                2 => items.SetItem(at, items[at] with { Bit = (byte)random.Next(256) }),
                3 => items.SetItem(at, items[at] with { Kind = (TrieItemKind)random.Next(3) }),
                4 => items.RemoveAt(at),
                _ => [.. items[..at], .. items[at..].Reverse()],
            };
            if (TrieFragment.IsOneTree(changed) && !Same(items, changed))
            {
                Assert.Null(place.Open(new TrieFragment(changed), levels));
            }
        }
    }

    [Fact]
    public void AFragmentOfOtherLevelsIsNotBelieved()
    {
        var trie = Grow(StateTrie.Empty, new Random(1), 40).Trie;
        var place = StateTrie.Empty.Against(trie.Root)!;
        Assert.Null(place.Open(trie.Describe(TriePath.Root, 2)!, 3));
        Assert.Null(place.Open(trie.Describe(TriePath.Root, 3)!, 2));
        Assert.NotNull(place.Open(trie.Describe(TriePath.Root, 3)!, 3));
    }

    [Fact]
    public void PathsAreCanonical()
    {
        Assert.Null(TriePath.From(3, [0b1011_0000]));
        Assert.Null(TriePath.From(3, [0, 0]));
        Assert.Null(TriePath.From(257, new byte[33]));
        Assert.Equal(TriePath.Root.Then(true).Then(false).Then(true), TriePath.From(3, [0b1010_0000]));
        Assert.Equal(TriePath.Root, TriePath.From(0, []));
    }

    private static bool Same(ImmutableArray<TrieItem> first, ImmutableArray<TrieItem> second) =>
        first.Length == second.Length && first.Zip(second).All(pair => pair.First.Kind == pair.Second.Kind && pair.First.Kind switch
        {
            TrieItemKind.Branch => pair.First.Bit == pair.Second.Bit,
            TrieItemKind.Cut => pair.First.First == pair.Second.First,
            _ => pair.First.First == pair.Second.First && pair.First.Second == pair.Second.Second,
        });

    private static List<TrieLeaf> Walk(StateTrie own, StateTrie theirs, int levels)
    {
        var leaves = new List<TrieLeaf>();
        var places = new Stack<TriePlace>();
        if (own.Against(theirs.Root) is { } root)
        {
            places.Push(root);
        }
        while (places.TryPop(out var place))
        {
            var difference = place.Open(theirs.Describe(place.Path, levels)!, levels);
            Assert.NotNull(difference);
            leaves.AddRange(difference.Leaves);
            foreach (var next in difference.Places)
            {
                places.Push(next);
            }
        }
        return leaves;
    }

    private static (StateTrie Trie, List<Digest> Keys) Grow(StateTrie trie, Random random, int count)
    {
        var keys = Enumerable.Range(0, count).Select(_ => Random(random)).ToList();
        return (keys.Aggregate(trie, (grown, key) => grown.Set(key, Random(random))), keys);
    }

    private static Digest Random(Random random)
    {
        var bytes = new byte[Digest.SizeBytes];
        random.NextBytes(bytes);
        // Few distinct leading bits, so that ways are long.
        bytes[0] &= 1;
        bytes[1] &= 3;
        return new Digest(bytes);
    }
}
