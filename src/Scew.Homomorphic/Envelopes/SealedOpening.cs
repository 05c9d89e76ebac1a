using System.Security.Cryptography;
using Scew.Homomorphic.Additive;
using Scew.Protocol;

namespace Scew.Homomorphic.Envelopes;

/// <summary>The opening of one additive variable's exact stored record under its exact key.</summary>
/// <param name="assetId">The variable.</param>
/// <param name="record"><see cref="NameOf"/> the key and the stored record.</param>
/// <param name="opening">m and r, each as long as the key's modulus.</param>
public sealed class SealedOpening(string assetId, Digest record, AdditiveOpening opening)
{
    /// <summary>The variable.</summary>
    public string AssetId { get; } = assetId;

    /// <summary><see cref="NameOf"/> the key and the stored record.</summary>
    public Digest Record { get; } = record;

    /// <summary>m and r.</summary>
    public AdditiveOpening Opening { get; } = opening;

    /// <summary>Opens a stored record; null when it is no ciphertext under this key. Only certified records of own variables are opened.</summary>
    public static SealedOpening? Of(PaillierPrivateKey key, string assetId, ReadOnlySpan<byte> record) =>
        key.Open(record) is { } opening ? new SealedOpening(assetId, NameOf(key.PublicKey.Encoded, record), opening) : null;

    /// <summary>True for an encoded key and bytes as long as its ciphertexts.</summary>
    public static bool IsForm(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> record) =>
        PaillierPublicKey.IsForm(publicKey) && record.Length == 2 * PaillierPublicKey.ModulusOf(publicKey).Length;

    /// <summary>
    /// SHA-256(tag ‖ public key ‖ record), for a pair of a right form. The key belongs to the name: else whoever asks a module could take m and r to a modulus of
    /// his choice and learn by the time that it takes.
    /// </summary>
    public static Digest NameOf(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> record)
    {
        // Two lengths only, whose sums differ: no bytes move from one to the other.
        Invariant.Require(IsForm(publicKey, record), "a key, and a record of its length");
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Tags.OpenedRecord);
        hash.AppendData(publicKey);
        hash.AppendData(record);
        Span<byte> digest = stackalloc byte[Digest.SizeBytes];
        hash.GetHashAndReset(digest);
        return new Digest(digest);
    }
}
