using System.Security.Cryptography;

namespace Scew.Protocol.Accounts;

/// <summary>
/// A public key imported into the platform. Verification only reads the key, which the platform's libraries allow from several threads at once
/// (a test does so). The handle is released by its finalizer, because a cache may drop a key that another thread still uses.
/// </summary>
public sealed class VerifyingKey
{
    private readonly ECDsa _key;

    private VerifyingKey(ECDsa key) => _key = key;

    /// <summary>Imports a key (about 100 us); null when the point is not on the curve.</summary>
    public static VerifyingKey? Import(PublicKey key)
    {
        try
        {
            return new VerifyingKey(ECDsa.Create(new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new ECPoint { X = key.X, Y = key.Y },
            }));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>True when <paramref name="signature"/> (64 bytes, r and s in range) is over the SHA-256 value <paramref name="hash"/>. Never throws.</summary>
    public bool VerifyHash(Digest hash, ReadOnlySpan<byte> signature)
    {
        if (!P256.IsSignature(signature))
        {
            return false;
        }
        Span<byte> bytes = stackalloc byte[Digest.SizeBytes];
        hash.CopyTo(bytes);
        try
        {
            return _key.VerifyHash(bytes, signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
