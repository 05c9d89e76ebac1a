using System.Collections.Immutable;

namespace Scew.Protocol.Trees;

/// <summary>What a fragment showed below a place: places that still differ from the own trie, and leaves that the own trie lacks or holds with another value.</summary>
public sealed record TrieDifference(ImmutableArray<TriePlace> Places, ImmutableArray<TrieLeaf> Leaves);

/// <summary>
/// A node of somebody else's trie, known by its hash, beside the part of the own trie that holds the same keys. Walking down from the root, every fragment is
/// checked against the hash before anything in it is believed, and what is equal in both tries is left out.
/// </summary>
public sealed class TriePlace
{
    private readonly TrieNode? _own;
    private readonly int _lastBit;

    internal TriePlace(TriePath path, Digest hash, TrieNode? own, int lastBit)
    {
        Path = path;
        Hash = hash;
        _own = own;
        _lastBit = lastBit;
    }

    /// <summary>Where it lies.</summary>
    public TriePath Path { get; }

    /// <summary>Its hash.</summary>
    public Digest Hash { get; }

    /// <summary>What differs below, as <paramref name="fragment"/> of <paramref name="levels"/> levels shows; null when this is not the fragment of this place.</summary>
    public TrieDifference? Open(TrieFragment fragment, int levels)
    {
        var reading = new Reading(fragment.Items);
        if (reading.Check(levels, _lastBit) is not { } hash || hash != Hash)
        {
            return null;
        }
        reading.Compare(Path, _own, levels, _lastBit);
        return new TrieDifference(reading.Places.ToImmutable(), reading.Leaves.ToImmutable());
    }

    private sealed class Reading(ImmutableArray<TrieItem> items)
    {
        private readonly Digest[] _hashes = new Digest[items.Length];
        private int _next;

        public ImmutableArray<TriePlace>.Builder Places { get; } = ImmutableArray.CreateBuilder<TriePlace>();

        public ImmutableArray<TrieLeaf>.Builder Leaves { get; } = ImmutableArray.CreateBuilder<TrieLeaf>();

        /// <summary>The hash of the whole, or null where it is cut at the wrong depth or bits do not rise.</summary>
        public Digest? Check(int levels, int lastBit)
        {
            var hash = Hash(levels, lastBit);
            _next = 0;
            return hash;
        }

        /// <summary>Compares the checked item at hand with the own node: <paramref name="own"/> holds every own key that belongs below it, or is null.</summary>
        public void Compare(TriePath path, TrieNode? own, int levels, int lastBit)
        {
            var index = _next++;
            var item = items[index];
            if (own is not null && own.Hash() == _hashes[index])
            {
                Skip(item);
                return;
            }
            switch (item.Kind)
            {
                case TrieItemKind.Cut:
                    Places.Add(new TriePlace(path, item.First, own, lastBit));
                    break;
                case TrieItemKind.Leaf:
                    Leaves.Add(new TrieLeaf(item.First, item.Second));
                    break;
                default:
                    Compare(path.Then(right: false), Side(own, item.Bit, right: false), levels - 1, item.Bit);
                    Compare(path.Then(right: true), Side(own, item.Bit, right: true), levels - 1, item.Bit);
                    break;
            }
        }

        private Digest? Hash(int levels, int lastBit)
        {
            var index = _next++;
            var item = items[index];
            if (item.Kind == TrieItemKind.Cut != (levels == 0) || (item.Kind == TrieItemKind.Branch && item.Bit <= lastBit))
            {
                return null;
            }
            var hash = item.Kind switch
            {
                TrieItemKind.Cut => item.First,
                TrieItemKind.Leaf => TrieProof.LeafHash(item.First, item.Second),
                _ => Hash(levels - 1, item.Bit) is { } left && Hash(levels - 1, item.Bit) is { } right ? TrieProof.NodeHash(item.Bit, left, right) : (Digest?)null,
            };
            _hashes[index] = hash ?? default;
            return hash;
        }

        private void Skip(TrieItem item)
        {
            for (var open = item.Kind == TrieItemKind.Branch ? 2 : 0; open > 0; open--)
            {
                open += items[_next++].Kind == TrieItemKind.Branch ? 2 : 0;
            }
        }

        /// <summary>
        /// The own keys on one side of a bit. An own node that branches earlier holds keys that the other trie does not have: registers are never removed, so then the two
        /// are not of one history, which the comparison of the roots at the end shows.
        /// </summary>
        private static TrieNode? Side(TrieNode? own, int bit, bool right) => own switch
        {
            TrieNode.Branch branch when branch.Bit == bit => right ? branch.Right : branch.Left,
            TrieNode.Branch branch when branch.Bit > bit => FirstKey(branch).Bit(bit) == right ? own : null,
            TrieNode.Leaf leaf => leaf.Key.Bit(bit) == right ? own : null,
            _ => null,
        };

        private static Digest FirstKey(TrieNode node)
        {
            while (node is TrieNode.Branch branch)
            {
                node = branch.Left;
            }
            return ((TrieNode.Leaf)node).Key;
        }
    }
}
