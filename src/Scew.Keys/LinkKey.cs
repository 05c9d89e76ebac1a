using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Scew.Keys.Private;
using Scew.Protocol;

namespace Scew.Keys;

/// <summary>
/// The P-256 key of a merchant's peer links with a self-signed certificate for mutual TLS. Genesis pins the key and nothing else of the certificate,
/// so the certificate is made anew from the key at every start and never expires.
/// </summary>
public sealed class LinkKey : IDisposable
{
    private static readonly DateTimeOffset NotBefore = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset NotAfter = new(9999, 12, 31, 23, 59, 59, TimeSpan.Zero);
    private readonly ECDsa _key;

    private LinkKey(ECDsa key, bool isDev)
    {
        _key = key;
        IsDev = isDev;
        Certificate = SelfSigned(key);
        Pin = PinOf(Certificate);
    }

    /// <summary>The certificate with its private key, for Kestrel and SslStream, as server and as client; disposed with this.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>SHA-256 of the key's SubjectPublicKeyInfo, as genesis names it.</summary>
    public Digest Pin { get; }

    /// <summary>True for a key of <see cref="DevKeys"/>.</summary>
    public bool IsDev { get; }

    /// <summary>A new random key.</summary>
    /// <exception cref="CryptographicException">The random source failed its check.</exception>
    public static LinkKey Create()
    {
        Randomness.RequireHealth();
        return new LinkKey(ECDsa.Create(ECCurve.NamedCurves.nistP256), false);
    }

    /// <summary>The key of an unencrypted PKCS#8 structure; null when it is not exactly one P-256 key whose halves belong together.</summary>
    public static LinkKey? FromPkcs8(ReadOnlySpan<byte> pkcs8) => Wrap(P256Private.FromPkcs8(pkcs8), false);

    internal static LinkKey? Wrap(ECDsa? key, bool isDev) => key is null ? null : new LinkKey(key, isDev);

    /// <summary>The pin of a certificate that a peer presents.</summary>
    public static Digest PinOf(X509Certificate2 certificate) => Digest.Of(certificate.PublicKey.ExportSubjectPublicKeyInfo());

    /// <summary>The secret as unencrypted PKCS#8; the caller zeroes it.</summary>
    public byte[] ExportPrivatePkcs8() => _key.ExportPkcs8PrivateKey();

    /// <summary>The pin; never the secret.</summary>
    public override string ToString() => $"link key with pin {Pin}";

    /// <inheritdoc/>
    public void Dispose()
    {
        Certificate.Dispose();
        _key.Dispose();
    }

    /// <summary>Goes through PKCS#12 in memory, because the TLS of some platforms does not take a key that was only attached to a certificate.</summary>
    private static X509Certificate2 SelfSigned(ECDsa key)
    {
        var request = new CertificateRequest("CN=scew-link", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], false));
        using var attached = request.CreateSelfSigned(NotBefore, NotAfter);
        var pkcs12 = attached.Export(X509ContentType.Pkcs12);
        try
        {
            return X509CertificateLoader.LoadPkcs12(pkcs12, null);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pkcs12);
        }
    }
}
