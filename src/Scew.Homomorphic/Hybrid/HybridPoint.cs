using System.Security.Cryptography;
using Scew.Protocol.Accounts;

namespace Scew.Homomorphic.Hybrid;

/// <summary>Uncompressed points of P-256, the only form that RFC 9180 gives them.</summary>
internal static class HybridPoint
{
    public const int SizeBytes = 1 + 2 * P256.ScalarBytes;

    public static byte[] Encode(ECPoint point) => [4, .. point.X!, .. point.Y!];

    /// <summary>Null unless the bytes are 0x04 and two coordinates of a point on the curve, which is the platform's to say.</summary>
    public static ECDiffieHellman? Import(ReadOnlySpan<byte> point)
    {
        if (point.Length != SizeBytes || point[0] != 4 || !P256.IsCoordinate(point.Slice(1, P256.ScalarBytes)) || !P256.IsCoordinate(point[(1 + P256.ScalarBytes)..]))
        {
            return null;
        }
        try
        {
            return ECDiffieHellman.Create(new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new ECPoint { X = point.Slice(1, P256.ScalarBytes).ToArray(), Y = point[(1 + P256.ScalarBytes)..].ToArray() },
            });
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
