using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Scew.Homomorphic.Native;

/// <summary>
/// A key of P-256 in libcrypto's memory, which overwrites a private one when it is freed. .NET's <c>ECDiffieHellman</c> does the same in three times the time,
/// because each import multiplies the point by the group's order. Only read after it was made, so threads may share it.
/// </summary>
internal sealed class EvpKey : SafeHandleZeroOrMinusOneIsInvalid
{
    /// <summary>Bytes of a scalar and of a shared secret.</summary>
    public const int ScalarBytes = 32;

    /// <summary>EVP_PKEY_KEY_PARAMETERS.</summary>
    private const int SelectParameters = 0x84;

    /// <summary>EVP_PKEY_KEYPAIR.</summary>
    private const int SelectPair = SelectParameters | 3;

    private static readonly Lazy<EvpKey> Curve = new(() => Make(SelectParameters, [], []));

    private EvpKey(nint key)
        : base(ownsHandle: true) => SetHandle(BigNum.Checked(key));

    private static ReadOnlySpan<byte> GroupName => "prime256v1"u8;

    /// <summary>The pair of a scalar in 1 to the group's order less 1, and of its point.</summary>
    public static EvpKey Pair(ReadOnlySpan<byte> scalar, ReadOnlySpan<byte> point)
    {
        Span<byte> number = stackalloc byte[ScalarBytes];
        scalar.CopyTo(number);
        Turn(number);
        try
        {
            return Make(SelectPair, number, point);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(number);
        }
    }

    /// <summary>
    /// The public key of 0x04 ‖ x ‖ y, both coordinates below the field's prime; null when that is no point of the curve. This is the validation that RFC 9180,
    /// 7.1.4, asks for (SP 800-56A Rev. 3, 5.6.2.3.4): not infinity, which has no such form; coordinates in range; on the curve. Full validation (5.6.2.3.3) adds
    /// that the group's order times the point is infinity; with the cofactor 1 of P-256 that holds for every point of the curve.
    /// </summary>
    public static EvpKey? Public(ReadOnlySpan<byte> point)
    {
        var key = new EvpKey(LibCrypto.EVP_PKEY_new());
        try
        {
            BigNum.Check(LibCrypto.EVP_PKEY_copy_parameters(key, Curve.Value));
            // Refuses what does not satisfy the curve's equation.
            if (LibCrypto.EVP_PKEY_set1_encoded_public_key(key, point, (nuint)point.Length) == 1)
            {
                return key;
            }
        }
        catch
        {
            key.Dispose();
            throw;
        }
        // .NET reads the same queue of errors.
        LibCrypto.ERR_clear_error();
        key.Dispose();
        return null;
    }

    /// <summary>Writes the x coordinate of the shared point, 32 bytes.</summary>
    public void Agree(EvpKey peer, Span<byte> secret)
    {
        using var context = EvpKeyContext.For(this);
        BigNum.Check(LibCrypto.EVP_PKEY_derive_init(context));
        // 0: the point was checked when it came in.
        BigNum.Check(LibCrypto.EVP_PKEY_derive_set_peer_ex(context, peer, 0));
        var length = (nuint)secret.Length;
        BigNum.Check(LibCrypto.EVP_PKEY_derive(context, secret, ref length));
        BigNum.Check(length == ScalarBytes ? 1 : 0);
    }

    /// <summary>Writes the scalar of a pair.</summary>
    public unsafe void CopyScalar(Span<byte> scalar)
    {
        fixed (byte* name = "priv\0"u8, data = scalar)
        {
            BigNum.Check(LibCrypto.EVP_PKEY_get_params(this, [new OsslParameter(name, OsslParameter.UnsignedInteger, data, scalar.Length), default]));
        }
        Turn(scalar);
    }

    protected override bool ReleaseHandle()
    {
        LibCrypto.EVP_PKEY_free(handle);
        return true;
    }

    private static unsafe EvpKey Make(int selection, ReadOnlySpan<byte> number, ReadOnlySpan<byte> point)
    {
        using var context = EvpKeyContext.ForCurves();
        BigNum.Check(LibCrypto.EVP_PKEY_fromdata_init(context));
        nint key = 0;
        fixed (byte* group = "group\0"u8, priv = "priv\0"u8, pub = "pub\0"u8, groupName = GroupName, numberBytes = number, pointBytes = point)
        {
            var named = new OsslParameter(group, OsslParameter.Utf8String, groupName, GroupName.Length);
            BigNum.Check(LibCrypto.EVP_PKEY_fromdata(context, ref key, selection, number.IsEmpty ? [named, default] :
            [
                named, new OsslParameter(priv, OsslParameter.UnsignedInteger, numberBytes, number.Length),
                new OsslParameter(pub, OsslParameter.OctetString, pointBytes, point.Length), default,
            ]));
        }
        return new EvpKey(key);
    }

    /// <summary>Between big-endian and the processor's order of bytes.</summary>
    private static void Turn(Span<byte> number)
    {
        if (BitConverter.IsLittleEndian)
        {
            number.Reverse();
        }
    }
}
