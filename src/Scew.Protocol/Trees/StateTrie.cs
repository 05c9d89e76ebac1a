using System.Collections.Immutable;
using Scew.Protocol.Registers;

namespace Scew.Protocol.Trees;

/// <summary>
/// The compressed binary trie over the key hashes of all registers. Immutable: a change shares everything that it does not touch with the old trie, and hashes
/// are computed when a root or a proof is asked for, once per node, so a block of changes hashes every touched node once. Its shape depends on its keys only.
/// </summary>
public sealed class StateTrie
{
    private readonly TrieNode? _root;

    private StateTrie(TrieNode? root, int count)
    {
        _root = root;
        Count = count;
    }

    /// <summary>The trie of no registers; its root is SHA-256 of nothing.</summary>
    public static StateTrie Empty { get; } = new(null, 0);

    /// <summary>Registers in the trie.</summary>
    public int Count { get; }

    /// <summary>The trie root.</summary>
    public Digest Root => _root?.Hash() ?? MerkleTree.EmptyRoot;

    /// <summary>The SHA-256 of a register's canonical bytes: what a leaf holds.</summary>
    public static Digest RegisterHash(Register register) => Digest.Of(register.Encode());

    /// <summary>The trie with this register's hash at its key.</summary>
    public StateTrie Set(Register register) => Set(register.Key, register.Key.Hash(), RegisterHash(register));

    /// <summary>The trie with <paramref name="registerHash"/> at <paramref name="key"/>.</summary>
    public StateTrie Set(Digest key, Digest registerHash) => Set(default, key, registerHash);

    /// <summary>The same, and the leaf remembers the register's <paramref name="name"/>, of which <paramref name="key"/> is the hash.</summary>
    public StateTrie Set(RegisterKey name, Digest key, Digest registerHash)
    {
        if (_root is null)
        {
            return new StateTrie(new TrieNode.Leaf(key, registerHash, name), 1);
        }
        var reached = Reach(key)!;
        var split = reached.Key.FirstDifferentBit(key);
        var added = split < 256;
        // An id that is replaced is the same id: keeping the first one keeps one string.
        var leaf = new TrieNode.Leaf(key, registerHash, added || reached.Name.Id is null ? name : reached.Name);
        return new StateTrie(Insert(_root, leaf, split), Count + (added ? 1 : 0));
    }

    /// <summary>The trie with all of <paramref name="changes"/>, in any order of distinct keys.</summary>
    public StateTrie SetAll(IEnumerable<(Digest Key, Digest RegisterHash)> changes) =>
        changes.Aggregate(this, (trie, change) => trie.Set(change.Key, change.RegisterHash));

    /// <summary>The register hash at <paramref name="key"/>, or null.</summary>
    public Digest? Find(Digest key) => Reach(key) is { } leaf && leaf.Key == key ? leaf.RegisterHash : null;

    /// <summary>The register's name at <paramref name="key"/>, where it was set with it.</summary>
    public RegisterKey? NameOf(Digest key) => Reach(key) is { Name.Id: not null } leaf && leaf.Key == key ? leaf.Name : null;

    /// <summary>The nodes from the end of <paramref name="path"/> downwards, <paramref name="levels"/> deep; null when the path leads nowhere.</summary>
    public TrieFragment? Describe(TriePath path, int levels)
    {
        var node = _root;
        for (var i = 0; i < path.Length && node is not null; i++)
        {
            node = node is not TrieNode.Branch branch ? null : path.Sides.Bit(i) ? branch.Right : branch.Left;
        }
        return node is null ? null : TrieFragment.Of(node, levels);
    }

    /// <summary>The root of another trie as the place where its differences from this one begin; null when there are none.</summary>
    public TriePlace? Against(Digest otherRoot) =>
        otherRoot == Root || otherRoot == MerkleTree.EmptyRoot ? null : new TriePlace(TriePath.Root, otherRoot, _root, -1);

    /// <summary>A proof of what is or is not at <paramref name="key"/>.</summary>
    public TrieProof Prove(Digest key)
    {
        var steps = ImmutableArray.CreateBuilder<TrieStep>();
        var node = _root;
        while (node is TrieNode.Branch branch)
        {
            var right = key.Bit(branch.Bit);
            steps.Add(new TrieStep(branch.Bit, (right ? branch.Left : branch.Right).Hash()));
            node = right ? branch.Right : branch.Left;
        }
        return new TrieProof(steps.ToImmutable(), node is TrieNode.Leaf leaf ? new TrieLeaf(leaf.Key, leaf.RegisterHash) : null);
    }

    private TrieNode.Leaf? Reach(Digest key)
    {
        var node = _root;
        while (node is TrieNode.Branch branch)
        {
            node = key.Bit(branch.Bit) ? branch.Right : branch.Left;
        }
        return (TrieNode.Leaf?)node;
    }

    private static TrieNode Insert(TrieNode node, TrieNode.Leaf leaf, int split)
    {
        if (node is TrieNode.Branch branch && branch.Bit < split)
        {
            return leaf.Key.Bit(branch.Bit)
                ? new TrieNode.Branch(branch.Bit, branch.Left, Insert(branch.Right, leaf, split))
                : new TrieNode.Branch(branch.Bit, Insert(branch.Left, leaf, split), branch.Right);
        }
        if (split == 256)
        {
            return leaf;
        }
        return leaf.Key.Bit(split) ? new TrieNode.Branch((byte)split, node, leaf) : new TrieNode.Branch((byte)split, leaf, node);
    }
}
