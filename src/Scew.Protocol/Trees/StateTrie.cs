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
    public StateTrie Set(Register register) => Set(register.Key.Hash(), RegisterHash(register));

    /// <summary>The trie with <paramref name="registerHash"/> at <paramref name="key"/>.</summary>
    public StateTrie Set(Digest key, Digest registerHash)
    {
        if (_root is null)
        {
            return new StateTrie(new TrieNode.Leaf(key, registerHash), 1);
        }
        var split = Reach(key)!.Key.FirstDifferentBit(key);
        var added = split < 256;
        return new StateTrie(Insert(_root, key, registerHash, split), Count + (added ? 1 : 0));
    }

    /// <summary>The trie with all of <paramref name="changes"/>, in any order of distinct keys.</summary>
    public StateTrie SetAll(IEnumerable<(Digest Key, Digest RegisterHash)> changes) =>
        changes.Aggregate(this, (trie, change) => trie.Set(change.Key, change.RegisterHash));

    /// <summary>The register hash at <paramref name="key"/>, or null.</summary>
    public Digest? Find(Digest key) => Reach(key) is { } leaf && leaf.Key == key ? leaf.RegisterHash : null;

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

    private static TrieNode Insert(TrieNode node, Digest key, Digest registerHash, int split)
    {
        if (node is TrieNode.Branch branch && branch.Bit < split)
        {
            return key.Bit(branch.Bit)
                ? new TrieNode.Branch(branch.Bit, branch.Left, Insert(branch.Right, key, registerHash, split))
                : new TrieNode.Branch(branch.Bit, Insert(branch.Left, key, registerHash, split), branch.Right);
        }
        var leaf = new TrieNode.Leaf(key, registerHash);
        if (split == 256)
        {
            return leaf;
        }
        return key.Bit(split) ? new TrieNode.Branch((byte)split, node, leaf) : new TrieNode.Branch((byte)split, leaf, node);
    }
}
