using System.Collections.Immutable;

namespace Scew.Protocol.Trees;

/// <summary>What an item of a fragment stands for. Numbers reach the wire: append only.</summary>
public enum TrieItemKind : byte
{
    /// <summary>A node of which only the hash is told.</summary>
    Cut = 0,

    /// <summary>A branch; its left and then its right side follow.</summary>
    Branch = 1,

    /// <summary>A leaf.</summary>
    Leaf = 2,
}

/// <summary>One node of a fragment: a cut has its hash in <paramref name="First"/>, a branch its bit, a leaf its key and register hash.</summary>
public readonly record struct TrieItem(TrieItemKind Kind, byte Bit, Digest First, Digest Second);

/// <summary>
/// The nodes of a trie from one node downwards, in preorder, some levels deep: whatever lies deeper is cut, leaf or not, and nothing above is, so one place has
/// one fragment for each number of levels.
/// </summary>
public sealed class TrieFragment
{
    /// <summary>Most levels in one fragment.</summary>
    public const int MaxLevels = 6;

    /// <summary>Most items in one fragment.</summary>
    public const int MaxItems = (2 << MaxLevels) - 1;

    /// <summary>Items in preorder; they must make up exactly one tree.</summary>
    public TrieFragment(ImmutableArray<TrieItem> items)
    {
        Invariant.Require(IsOneTree(items), "a fragment is one tree in preorder");
        Items = items;
    }

    /// <summary>The nodes in preorder.</summary>
    public ImmutableArray<TrieItem> Items { get; }

    /// <summary>True when the items are one tree in preorder and not too many.</summary>
    public static bool IsOneTree(ImmutableArray<TrieItem> items)
    {
        var open = 1;
        foreach (var item in items)
        {
            if (open == 0)
            {
                return false;
            }
            open += item.Kind == TrieItemKind.Branch ? 1 : -1;
        }
        return open == 0 && items.Length <= MaxItems;
    }

    /// <summary>The fragment below <paramref name="node"/>.</summary>
    internal static TrieFragment Of(TrieNode node, int levels)
    {
        var items = ImmutableArray.CreateBuilder<TrieItem>();
        Add(items, node, levels);
        return new TrieFragment(items.ToImmutable());
    }

    private static void Add(ImmutableArray<TrieItem>.Builder items, TrieNode node, int levels)
    {
        switch (node)
        {
            case var _ when levels == 0:
                items.Add(new TrieItem(TrieItemKind.Cut, 0, node.Hash(), default));
                break;
            case TrieNode.Branch branch:
                items.Add(new TrieItem(TrieItemKind.Branch, branch.Bit, default, default));
                Add(items, branch.Left, levels - 1);
                Add(items, branch.Right, levels - 1);
                break;
            case TrieNode.Leaf leaf:
                items.Add(new TrieItem(TrieItemKind.Leaf, 0, leaf.Key, leaf.RegisterHash));
                break;
        }
    }
}
