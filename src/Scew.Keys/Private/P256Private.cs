using System.Security.Cryptography;
using Scew.Protocol.Accounts;

namespace Scew.Keys.Private;

/// <summary>Imports of private keys that come from outside. Null for everything that is no P-256 key whose two halves belong together.</summary>
internal static class P256Private
{
    private const string CurveOid = "1.2.840.10045.3.1.7";

    /// <summary>Most bytes of a PKCS#8 structure; one of a P-256 key has 138.</summary>
    public const int MaxPkcs8Bytes = 512;

    public static ECDsa? FromPkcs8(ReadOnlySpan<byte> pkcs8)
    {
        if (pkcs8.Length > MaxPkcs8Bytes)
        {
            return null;
        }
        try
        {
            using var given = ECDsa.Create();
            given.ImportPkcs8PrivateKey(pkcs8, out var read);
            if (read != pkcs8.Length || given.KeySize != 256)
            {
                return null;
            }
            var parameters = given.ExportParameters(true);
            try
            {
                return parameters.Curve.Oid?.Value == CurveOid ? FromScalar(parameters.D, parameters.Q) : null;
            }
            finally
            {
                CryptographicOperations.ZeroMemory(parameters.D);
            }
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>The key of a scalar; the platform computes the point, and a point given beside it must be the same.</summary>
    public static ECDsa? FromScalar(byte[]? scalar, ECPoint? expected = null)
    {
        if (!P256.IsScalar(scalar))
        {
            return null;
        }
        ECDsa? key = null;
        try
        {
            key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = scalar });
            if (expected is { } point)
            {
                var own = key.ExportParameters(false).Q;
                if (!own.X.AsSpan().SequenceEqual(point.X) || !own.Y.AsSpan().SequenceEqual(point.Y))
                {
                    key.Dispose();
                    return null;
                }
            }
            return key;
        }
        catch (CryptographicException)
        {
            key?.Dispose();
            return null;
        }
    }

    public static PublicKey PublicOf(ECDsa key)
    {
        var point = key.ExportParameters(false).Q;
        return PublicKey.Create(point.X.AsSpan(), point.Y.AsSpan()) ?? throw new CryptographicException("the platform gave a point outside the field");
    }
}
