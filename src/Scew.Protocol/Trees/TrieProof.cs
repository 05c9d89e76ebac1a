using System.Collections.Immutable;

namespace Scew.Protocol.Trees;

/// <summary>A branch on the way from the root: the bit that it looks at, and the hash of the side that was not taken.</summary>
public readonly record struct TrieStep(byte Bit, Digest Sibling);

/// <summary>The leaf at the end of the way.</summary>
public sealed record TrieLeaf(Digest Key, Digest RegisterHash);

/// <summary>What a proof shows.</summary>
public enum TrieOutcome
{
    /// <summary>Nothing: it does not fit the root or is malformed.</summary>
    Invalid,

    /// <summary>The key is there, with the leaf's register hash.</summary>
    Present,

    /// <summary>The key is not there.</summary>
    Absent,
}

/// <summary>
/// The way from the root by the key's own bits, bit indexes strictly rising. It ends at the key's leaf, or at another one, which shows that the key is absent; only
/// the empty trie has no leaf.
/// </summary>
public sealed record TrieProof(ImmutableArray<TrieStep> Steps, TrieLeaf? Leaf)
{
    /// <summary>Most steps: one for every bit of a key.</summary>
    public const int MaxSteps = 256;

    /// <summary>H(0x00 ‖ key ‖ register hash).</summary>
    public static Digest LeafHash(Digest key, Digest registerHash)
    {
        Span<byte> bytes = stackalloc byte[1 + 2 * Digest.SizeBytes];
        bytes[0] = 0;
        key.CopyTo(bytes[1..]);
        registerHash.CopyTo(bytes[33..]);
        return Digest.Of(bytes);
    }

    /// <summary>H(0x01 ‖ bit index, one byte ‖ left ‖ right).</summary>
    public static Digest NodeHash(byte bit, Digest left, Digest right)
    {
        Span<byte> bytes = stackalloc byte[2 + 2 * Digest.SizeBytes];
        bytes[0] = 1;
        bytes[1] = bit;
        left.CopyTo(bytes[2..]);
        right.CopyTo(bytes[34..]);
        return Digest.Of(bytes);
    }

    /// <summary>The root to which this proof leads for <paramref name="key"/>, or null when it is malformed.</summary>
    public Digest? RootFor(Digest key)
    {
        if (Leaf is null)
        {
            return Steps.IsEmpty ? MerkleTree.EmptyRoot : null;
        }
        var last = -1;
        foreach (var step in Steps)
        {
            // The reached leaf lies where the key would lie: otherwise the way was not the key's.
            if (step.Bit <= last || key.Bit(step.Bit) != Leaf.Key.Bit(step.Bit))
            {
                return null;
            }
            last = step.Bit;
        }
        var hash = LeafHash(Leaf.Key, Leaf.RegisterHash);
        for (var i = Steps.Length - 1; i >= 0; i--)
        {
            var (bit, sibling) = Steps[i];
            hash = key.Bit(bit) ? NodeHash(bit, sibling, hash) : NodeHash(bit, hash, sibling);
        }
        return hash;
    }

    /// <summary>What this proof shows about <paramref name="key"/> under <paramref name="root"/>.</summary>
    public TrieOutcome Check(Digest root, Digest key)
    {
        if (RootFor(key) is not { } computed || computed != root)
        {
            return TrieOutcome.Invalid;
        }
        return Leaf is not null && Leaf.Key == key ? TrieOutcome.Present : TrieOutcome.Absent;
    }
}
