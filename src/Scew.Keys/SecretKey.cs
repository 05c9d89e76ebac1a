using System.Security.Cryptography;
using Scew.Keys.Files;
using Scew.Protocol;

namespace Scew.Keys;

/// <summary>
/// 32 secret bytes from which other keys follow: a customer's master secret, or the seed of the secure modules' key. They lie in memory that the collector does
/// not move and that <see cref="Dispose"/> zeroes.
/// </summary>
public sealed class SecretKey : IDisposable
{
    /// <summary>Bytes of the secret.</summary>
    public const int SizeBytes = 32;

    private readonly byte[] _secret;
    private bool _disposed;

    private SecretKey(KeyKind kind, bool isDev)
    {
        Kind = kind;
        IsDev = isDev;
        _secret = GC.AllocateArray<byte>(SizeBytes, pinned: true);
    }

    /// <summary><see cref="KeyKind.Master"/> or <see cref="KeyKind.Module"/>.</summary>
    public KeyKind Kind { get; }

    /// <summary>True for a key of <see cref="DevKeys"/>: no secret, so good only in a group whose genesis is marked <c>dev</c>.</summary>
    public bool IsDev { get; }

    /// <summary>HMAC-SHA256 of the kind's name under the secret: names it and tells nothing of it.</summary>
    public Digest Fingerprint { get; private set; }

    /// <summary>The secret itself. Whoever copies it zeroes the copy.</summary>
    /// <exception cref="ObjectDisposedException">It was disposed.</exception>
    public ReadOnlySpan<byte> Bytes
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _secret;
        }
    }

    /// <summary>A new random secret, of no use before it is saved: see <see cref="KeyStore.CreateSecret"/>.</summary>
    /// <exception cref="CryptographicException">The random source failed its check.</exception>
    internal static SecretKey Create(KeyKind kind)
    {
        var key = new SecretKey(kind, false);
        Randomness.Fill(key._secret);
        return key.Named();
    }

    /// <summary>Copies a secret; null unless it has 32 bytes that are not all zero.</summary>
    public static SecretKey? FromBytes(KeyKind kind, ReadOnlySpan<byte> secret) => Wrap(kind, secret, false);

    internal static SecretKey? Wrap(KeyKind kind, ReadOnlySpan<byte> secret, bool isDev)
    {
        Invariant.Require(IsSecret(kind), "signing and link keys have classes of their own");
        if (secret.Length != SizeBytes || !secret.ContainsAnyExcept((byte)0))
        {
            return null;
        }
        var key = new SecretKey(kind, isDev);
        secret.CopyTo(key._secret);
        return key.Named();
    }

    internal static bool IsSecret(KeyKind kind) => kind is KeyKind.Master or KeyKind.Module;

    /// <summary>The fingerprint; never the secret.</summary>
    public override string ToString() => $"{KeyFileReader.Spoken(Kind)} with fingerprint {Fingerprint}";

    /// <inheritdoc/>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_secret);
        _disposed = true;
    }

    private SecretKey Named()
    {
        Span<byte> hash = stackalloc byte[Digest.SizeBytes];
        HMACSHA256.HashData(_secret, System.Text.Encoding.ASCII.GetBytes(KeyFileReader.NameOf(Kind)), hash);
        Fingerprint = new Digest(hash);
        return this;
    }
}
