using System.Security.Cryptography;
using Scew.Keys.Private;
using Scew.Protocol;
using Scew.Protocol.Accounts;

namespace Scew.Keys;

/// <summary>
/// A private P-256 key that signs by ES256. Any thread may sign; signatures of one key are made one after the other, because the platform does not
/// promise more. Only the methods named <c>ExportPrivate...</c> give the secret away, and the caller zeroes what they return.
/// </summary>
public sealed class SigningKey : IDisposable
{
    private readonly Lock _lock = new();
    private readonly ECDsa _key;

    private SigningKey(ECDsa key, bool isDev)
    {
        _key = key;
        IsDev = isDev;
        PublicKey = P256Private.PublicOf(key);
    }

    /// <summary>The public half.</summary>
    public PublicKey PublicKey { get; }

    /// <summary>The thumbprint of the public half.</summary>
    public Account Account => PublicKey.Account;

    /// <summary>True for a key of <see cref="DevKeys"/>: no secret, so good only in a group whose genesis is marked <c>dev</c>.</summary>
    public bool IsDev { get; }

    /// <summary>A new random key.</summary>
    /// <exception cref="CryptographicException">The random source failed its check.</exception>
    public static SigningKey Create()
    {
        Randomness.RequireHealth();
        return new SigningKey(ECDsa.Create(ECCurve.NamedCurves.nistP256), false);
    }

    /// <summary>The key of an unencrypted PKCS#8 structure; null when it is not exactly one P-256 key whose halves belong together.</summary>
    public static SigningKey? FromPkcs8(ReadOnlySpan<byte> pkcs8) => Wrap(P256Private.FromPkcs8(pkcs8), false);

    /// <summary>The key of a private JWK (UTF-8 JSON with <c>crv</c>, <c>kty</c>, <c>d</c>, <c>x</c>, <c>y</c>); null when it is none.</summary>
    public static SigningKey? FromPrivateJwk(ReadOnlySpan<byte> json) => Wrap(PrivateJwk.Read(json), false);

    internal static SigningKey? Wrap(ECDsa? key, bool isDev) => key is null ? null : new SigningKey(key, isDev);

    /// <summary>The ES256 signature over <paramref name="message"/>: 64 bytes, r ‖ s.</summary>
    public byte[] Sign(ReadOnlySpan<byte> message) => SignHash(Digest.Of(message));

    /// <summary>The signature over a SHA-256 value: 64 bytes, r ‖ s.</summary>
    public byte[] SignHash(Digest hash)
    {
        Span<byte> bytes = stackalloc byte[Digest.SizeBytes];
        hash.CopyTo(bytes);
        var signature = new byte[P256.SignatureBytes];
        bool written;
        lock (_lock)
        {
            written = _key.TrySignHash(bytes, signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation, out var length) && length == signature.Length;
        }
        Invariant.Require(written, "an ES256 signature has 64 bytes");
        return signature;
    }

    /// <summary>The secret as unencrypted PKCS#8.</summary>
    public byte[] ExportPrivatePkcs8()
    {
        lock (_lock)
        {
            return _key.ExportPkcs8PrivateKey();
        }
    }

    /// <summary>The secret as a JWK in UTF-8, members sorted, without blanks.</summary>
    public byte[] ExportPrivateJwk()
    {
        lock (_lock)
        {
            return PrivateJwk.Write(_key);
        }
    }

    /// <summary>The account; never the secret.</summary>
    public override string ToString() => $"signing key of {Account}";

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _key.Dispose();
        }
    }
}
