using Microsoft.Win32.SafeHandles;

namespace Scew.Homomorphic.Native;

/// <summary>A point of P-256 in libcrypto's memory. It serves one purpose: the public key of a scalar, which the EVP functions do not compute.</summary>
internal sealed class CurvePoint : SafeHandleZeroOrMinusOneIsInvalid
{
    /// <summary>Bytes of 0x04 ‖ x ‖ y.</summary>
    public const int SizeBytes = 65;

    /// <summary>NID_X9_62_prime256v1.</summary>
    private const int CurveName = 415;

    /// <summary>POINT_CONVERSION_UNCOMPRESSED.</summary>
    private const int Uncompressed = 4;

    private static readonly Lazy<nint> Group = new(() => BigNum.Checked(LibCrypto.EC_GROUP_new_by_curve_name(CurveName)));

    /// <summary>The point at infinity.</summary>
    public CurvePoint()
        : base(ownsHandle: true) => SetHandle(BigNum.Checked(LibCrypto.EC_POINT_new(Group.Value)));

    /// <summary>The public key of a scalar, by the multiplication that libcrypto's own generation of keys does: its time does not depend on the scalar.</summary>
    public static byte[] OfScalar(ReadOnlySpan<byte> scalar)
    {
        using var context = new BigNumContext();
        using var number = new BigNum(scalar).Secret();
        using var point = new CurvePoint();
        BigNum.Check(LibCrypto.EC_POINT_mul(Group.Value, point, number, 0, 0, context));
        var bytes = new byte[SizeBytes];
        BigNum.Check(LibCrypto.EC_POINT_point2oct(Group.Value, point, Uncompressed, bytes, SizeBytes, context) == SizeBytes ? 1 : 0);
        return bytes;
    }

    protected override bool ReleaseHandle()
    {
        LibCrypto.EC_POINT_clear_free(handle);
        return true;
    }
}
