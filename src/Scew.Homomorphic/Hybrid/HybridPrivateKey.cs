using System.Security.Cryptography;
using Scew.Homomorphic.Native;
using Scew.Protocol;
using Scew.Protocol.Accounts;

namespace Scew.Homomorphic.Hybrid;

/// <summary>A P-256 key to which somebody seals: that of a group's secure modules, or the encryption key of an account.</summary>
public sealed class HybridPrivateKey : IDisposable
{
    /// <summary>Bytes of random input from which a key is derived.</summary>
    public const int SeedBytes = 32;

    /// <summary>Bytes of the private scalar.</summary>
    public const int ScalarBytes = P256.ScalarBytes;

    private readonly EvpKey _key;
    private readonly byte[] _publicKey;

    private HybridPrivateKey(ReadOnlySpan<byte> scalar)
    {
        _publicKey = CurvePoint.OfScalar(scalar);
        _key = EvpKey.Pair(scalar, _publicKey);
    }

    /// <summary>0x04 ‖ x ‖ y, 65 bytes.</summary>
    public ReadOnlySpan<byte> PublicKey => _publicKey;

    /// <summary>RFC 9180, 7.1.3: DeriveKeyPair for P-256.</summary>
    public static HybridPrivateKey Derive(ReadOnlySpan<byte> seed)
    {
        Invariant.Require(seed.Length == SeedBytes && seed.ContainsAnyExcept((byte)0), "a seed has 32 random bytes");
        var prk = LabeledKdf.Extract(LabeledKdf.KemSuite, [], "dkp_prk"u8, seed);
        Span<byte> scalar = stackalloc byte[ScalarBytes];
        try
        {
            for (var counter = 0; counter <= byte.MaxValue; counter++)
            {
                LabeledKdf.Expand(LabeledKdf.KemSuite, prk, "candidate"u8, [(byte)counter], scalar);
                if (FromScalar(scalar) is { } key)
                {
                    return key;
                }
            }
        }
        finally
        {
            SecretBytes.Clear(prk);
            CryptographicOperations.ZeroMemory(scalar);
        }
        throw new InvariantException("256 candidates outside the order of P-256");
    }

    /// <summary>The key of a scalar in 1 to the group's order less 1; null for anything else.</summary>
    public static HybridPrivateKey? FromScalar(ReadOnlySpan<byte> scalar) => P256.IsScalar(scalar) ? new HybridPrivateKey(scalar) : null;

    /// <summary>Writes the scalar, for a sealed file. Whoever calls overwrites it.</summary>
    public void Export(Span<byte> destination)
    {
        Invariant.Require(destination.Length == ScalarBytes, "a scalar has 32 bytes");
        _key.CopyScalar(destination);
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    /// <summary>DH with a public key, and ExtractAndExpand (RFC 9180, 4.1); null when the other is no point of the curve.</summary>
    internal byte[]? Agree(ReadOnlySpan<byte> other, ReadOnlySpan<byte> encapsulated, ReadOnlySpan<byte> recipient)
    {
        using var peer = HybridPoint.Read(other);
        if (peer is null)
        {
            return null;
        }
        var dh = SecretBytes.New(EvpKey.ScalarBytes);
        _key.Agree(peer, dh);
        var prk = LabeledKdf.Extract(LabeledKdf.KemSuite, [], "eae_prk"u8, dh);
        var secret = SecretBytes.New(32);
        LabeledKdf.Expand(LabeledKdf.KemSuite, prk, "shared_secret"u8, [.. encapsulated, .. recipient], secret);
        SecretBytes.Clear(dh);
        SecretBytes.Clear(prk);
        return secret;
    }
}
