using System.Collections.Immutable;
using Scew.Protocol;

namespace Scew.Homomorphic.Envelopes;

/// <summary>
/// One delegated operation of a request: its path there, its arguments and the openings that it needs. Holds secrets, so nothing here writes itself as text.
/// </summary>
public abstract class EnvelopePart
{
    private protected EnvelopePart(string path) => Path = path;

    /// <summary>Path of the operation within its request.</summary>
    public string Path { get; }

    /// <summary>Compares one additive variable with an argument.</summary>
    public sealed class Compare(string path, Comparison comparison, long argument, SealedOpening opening) : EnvelopePart(path)
    {
        /// <summary><c>variable op argument</c>.</summary>
        public Comparison Comparison { get; } = comparison;

        /// <summary>What it is compared with.</summary>
        public long Argument { get; } = argument;

        /// <summary>Of the variable.</summary>
        public SealedOpening Opening { get; } = opening;
    }

    /// <summary>Which additive variables lie between two bounds, inclusive. The openings are in rising order of ids.</summary>
    public sealed class Range(string path, long low, long high, ImmutableArray<SealedOpening> openings) : EnvelopePart(path)
    {
        /// <summary>The part of a range whose openings come in any order of their ids, which are distinct.</summary>
        public static Range Of(string path, long low, long high, IEnumerable<SealedOpening> openings) =>
            new(path, low, high, [.. openings.OrderBy(opening => opening.AssetId, StringComparer.Ordinal)]);

        /// <summary>The lower bound.</summary>
        public long Low { get; } = low;

        /// <summary>The upper bound.</summary>
        public long High { get; } = high;

        /// <summary>Of the variables.</summary>
        public ImmutableArray<SealedOpening> Openings { get; } = openings;
    }

    /// <summary>Adds to one ordered variable.</summary>
    public sealed class OrderedSum : EnvelopePart
    {
        private readonly byte[] _oldKey;
        private readonly byte[] _newKey;
        private readonly byte[] _newSalt;

        /// <summary>Copies the keys of the stored record and of the record to come, and the latter's salt.</summary>
        public OrderedSum(string path, string assetId, Digest record, long addend, ReadOnlySpan<byte> oldKey, ReadOnlySpan<byte> newKey, ReadOnlySpan<byte> newSalt)
            : base(path)
        {
            AssetId = assetId;
            Record = record;
            Addend = addend;
            _oldKey = SecretBytes.Copy(oldKey);
            _newKey = SecretBytes.Copy(newKey);
            _newSalt = newSalt.ToArray();
        }

        /// <summary>The variable.</summary>
        public string AssetId { get; }

        /// <summary>SHA-256 of the exact stored record.</summary>
        public Digest Record { get; }

        /// <summary>What is added.</summary>
        public long Addend { get; }

        /// <summary>Key of the stored record.</summary>
        public ReadOnlySpan<byte> OldKey => _oldKey;

        /// <summary>Key of the record to come.</summary>
        public ReadOnlySpan<byte> NewKey => _newKey;

        /// <summary>Salt of the record to come, 16 random bytes.</summary>
        public ReadOnlySpan<byte> NewSalt => _newSalt;

        internal override void Clear()
        {
            SecretBytes.Clear(_oldKey);
            SecretBytes.Clear(_newKey);
        }
    }

    /// <summary>The type's name; never a value.</summary>
    public sealed override string ToString() => GetType().Name;

    /// <summary>Overwrites the keys.</summary>
    internal virtual void Clear()
    {
    }
}
