using Scew.Homomorphic.Additive;
using Scew.Protocol;

namespace Scew.Homomorphic.Envelopes;

/// <summary>The opening of one additive variable's exact stored record.</summary>
/// <param name="assetId">The variable.</param>
/// <param name="record">SHA-256 of the exact stored record.</param>
/// <param name="opening">m and r, each as long as the key's modulus.</param>
public sealed class SealedOpening(string assetId, Digest record, AdditiveOpening opening)
{
    /// <summary>The variable.</summary>
    public string AssetId { get; } = assetId;

    /// <summary>SHA-256 of the exact stored record.</summary>
    public Digest Record { get; } = record;

    /// <summary>m and r.</summary>
    public AdditiveOpening Opening { get; } = opening;
}
