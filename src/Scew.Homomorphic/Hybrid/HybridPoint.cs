using System.Security.Cryptography;
using Scew.Homomorphic.Native;
using Scew.Protocol.Accounts;

namespace Scew.Homomorphic.Hybrid;

/// <summary>Uncompressed points of P-256, the only form that RFC 9180 gives them.</summary>
internal static class HybridPoint
{
    public const int SizeBytes = 1 + 2 * P256.ScalarBytes;

    /// <summary>Null unless the bytes are 0x04 and two coordinates of a point on the curve, which is libcrypto's to say.</summary>
    public static EvpKey? Read(ReadOnlySpan<byte> point) => IsForm(point) ? EvpKey.Public(point) : null;

    /// <summary>The same by .NET's import, which multiplies the point by the group's order besides: for every point of P-256 that is infinity.</summary>
    public static ECDiffieHellman? Import(ReadOnlySpan<byte> point)
    {
        if (!IsForm(point))
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

    private static bool IsForm(ReadOnlySpan<byte> point) =>
        point.Length == SizeBytes && point[0] == 4 && P256.IsCoordinate(point.Slice(1, P256.ScalarBytes)) && P256.IsCoordinate(point[(1 + P256.ScalarBytes)..]);
}
