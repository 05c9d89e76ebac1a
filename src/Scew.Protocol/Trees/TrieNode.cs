using Scew.Protocol.Registers;

namespace Scew.Protocol.Trees;

/// <summary>A node of the trie; several threads may compute the same hash at once, and then store the same bytes.</summary>
internal abstract class TrieNode
{
    private Digest _hash;
    private volatile bool _hashed;

    public Digest Hash()
    {
        if (_hashed)
        {
            return _hash;
        }
        _hash = Compute();
        _hashed = true;
        return _hash;
    }

    protected abstract Digest Compute();

    internal sealed class Leaf(Digest key, Digest registerHash, RegisterKey name) : TrieNode
    {
        /// <summary>The register's name; the default where nobody told it.</summary>
        public RegisterKey Name => name;

        public Digest Key => key;

        public Digest RegisterHash => registerHash;

        protected override Digest Compute() => TrieProof.LeafHash(key, registerHash);
    }

    internal sealed class Branch(byte bit, TrieNode left, TrieNode right) : TrieNode
    {
        public byte Bit => bit;

        public TrieNode Left => left;

        public TrieNode Right => right;

        protected override Digest Compute() => TrieProof.NodeHash(bit, left.Hash(), right.Hash());
    }
}
