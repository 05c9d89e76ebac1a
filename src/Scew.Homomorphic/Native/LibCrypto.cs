using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Scew.Homomorphic.Native;

/// <summary>
/// The functions of OpenSSL's libcrypto that .NET does not wrap, or wraps slowly: big integers, bare AES blocks, agreement on P-256. The library is the very one that .NET's own
/// cryptography runs on: its version is asked of .NET, the library of that major version is taken, and it must then report the same version.
/// </summary>
internal static partial class LibCrypto
{
    private const string Library = "libcrypto";

    /// <summary>BN_FLG_CONSTTIME: divisions and inversions with this number take the routines whose time does not depend on it.</summary>
    internal const int ConstantTimeFlag = 4;

    private static readonly nint Handle;

    static LibCrypto()
    {
        Fault = Load(out Handle);
        NativeLibrary.SetDllImportResolver(typeof(LibCrypto).Assembly, Resolve);
    }

    /// <summary>Why the functions cannot be used on this platform, as a sentence; null when they can.</summary>
    internal static string? Fault { get; }

    [LibraryImport(Library)]
    internal static partial nint BN_new();

    [LibraryImport(Library)]
    internal static partial void BN_clear_free(nint number);

    [LibraryImport(Library)]
    internal static partial nint BN_bin2bn(ReadOnlySpan<byte> bytes, int length, nint result);

    [LibraryImport(Library)]
    internal static partial int BN_bn2binpad(BigNum number, Span<byte> bytes, int length);

    [LibraryImport(Library)]
    internal static partial nint BN_copy(nint to, BigNum from);

    [LibraryImport(Library)]
    internal static partial nint BN_copy(nint to, nint from);

    [LibraryImport(Library)]
    internal static partial int BN_set_bit(nint number, int bit);

    [LibraryImport(Library)]
    internal static partial int BN_num_bits(BigNum number);

    [LibraryImport(Library)]
    internal static partial void BN_set_flags(BigNum number, int flags);

    [LibraryImport(Library)]
    internal static partial int BN_ucmp(BigNum left, BigNum right);

    [LibraryImport(Library)]
    internal static partial int BN_is_one(BigNum number);

    [LibraryImport(Library)]
    internal static partial int BN_is_zero(BigNum number);

    [LibraryImport(Library)]
    internal static partial int BN_add_word(BigNum number, ulong word);

    [LibraryImport(Library)]
    internal static partial int BN_sub_word(BigNum number, ulong word);

    [LibraryImport(Library)]
    internal static partial ulong BN_mod_word(BigNum number, ulong word);

    [LibraryImport(Library)]
    internal static partial int BN_add(BigNum result, BigNum left, BigNum right);

    [LibraryImport(Library)]
    internal static partial int BN_sub(BigNum result, BigNum left, BigNum right);

    [LibraryImport(Library)]
    internal static partial int BN_mul(BigNum result, BigNum left, BigNum right, BigNumContext context);

    [LibraryImport(Library)]
    internal static partial int BN_div(BigNum quotient, nint remainder, BigNum number, BigNum divisor, BigNumContext context);

    [LibraryImport(Library)]
    internal static partial int BN_div(BigNum quotient, BigNum remainder, BigNum number, BigNum divisor, BigNumContext context);

    [LibraryImport(Library)]
    internal static partial int BN_nnmod(BigNum result, BigNum number, BigNum modulus, BigNumContext context);

    [LibraryImport(Library)]
    internal static partial int BN_mod_sub(BigNum result, BigNum left, BigNum right, BigNum modulus, BigNumContext context);

    [LibraryImport(Library)]
    internal static partial int BN_mod_mul(BigNum result, BigNum left, BigNum right, BigNum modulus, BigNumContext context);

    [LibraryImport(Library)]
    internal static partial nint BN_mod_inverse(BigNum result, BigNum number, BigNum modulus, BigNumContext context);

    [LibraryImport(Library)]
    internal static partial int BN_mod_exp_mont_consttime(BigNum result, BigNum number, BigNum exponent, BigNum modulus, BigNumContext context, Montgomery montgomery);

    [LibraryImport(Library)]
    internal static partial int BN_check_prime(BigNum number, BigNumContext context, nint callback);

    [LibraryImport(Library)]
    internal static partial nint BN_CTX_new();

    [LibraryImport(Library)]
    internal static partial void BN_CTX_free(nint context);

    [LibraryImport(Library)]
    internal static partial nint BN_MONT_CTX_new();

    [LibraryImport(Library)]
    internal static partial void BN_MONT_CTX_free(nint montgomery);

    [LibraryImport(Library)]
    internal static partial int BN_MONT_CTX_set(nint montgomery, BigNum modulus, BigNumContext context);

    [LibraryImport(Library)]
    internal static partial int BN_to_montgomery(nint result, BigNum number, Montgomery montgomery, BigNumContext context);

    [LibraryImport(Library)]
    internal static partial int BN_from_montgomery(BigNum result, BigNum number, Montgomery montgomery, BigNumContext context);

    [LibraryImport(Library)]
    internal static partial int BN_mod_mul_montgomery(BigNum result, BigNum left, BigNum right, Montgomery montgomery, BigNumContext context);

    // By pointer: a table lookup holds its handles for the whole exponentiation, not for each of some hundred multiplications.
    [LibraryImport(Library)]
    internal static partial int BN_mod_mul_montgomery(nint result, nint left, nint right, nint montgomery, nint context);

    [LibraryImport(Library)]
    internal static partial nint EVP_CIPHER_CTX_new();

    [LibraryImport(Library)]
    internal static partial void EVP_CIPHER_CTX_free(nint context);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint EVP_CIPHER_fetch(nint library, string name, nint properties);

    [LibraryImport(Library)]
    internal static partial int EVP_EncryptInit_ex(nint context, nint cipher, nint engine, ReadOnlySpan<byte> key, nint iv);

    [LibraryImport(Library)]
    internal static partial int EVP_EncryptUpdate(nint context, Span<byte> output, out int written, ReadOnlySpan<byte> input, int length);

    [LibraryImport(Library)]
    internal static partial nint EVP_PKEY_new();

    [LibraryImport(Library)]
    internal static partial void EVP_PKEY_free(nint key);

    [LibraryImport(Library)]
    internal static partial int EVP_PKEY_copy_parameters(EvpKey to, EvpKey from);

    [LibraryImport(Library)]
    internal static partial int EVP_PKEY_set1_encoded_public_key(EvpKey key, ReadOnlySpan<byte> point, nuint length);

    [LibraryImport(Library)]
    internal static partial int EVP_PKEY_get_params(EvpKey key, Span<OsslParameter> parameters);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint EVP_PKEY_CTX_new_from_name(nint library, string name, nint properties);

    [LibraryImport(Library)]
    internal static partial nint EVP_PKEY_CTX_new_from_pkey(nint library, EvpKey key, nint properties);

    [LibraryImport(Library)]
    internal static partial void EVP_PKEY_CTX_free(nint context);

    [LibraryImport(Library)]
    internal static partial int EVP_PKEY_fromdata_init(EvpKeyContext context);

    [LibraryImport(Library)]
    internal static partial int EVP_PKEY_fromdata(EvpKeyContext context, ref nint key, int selection, ReadOnlySpan<OsslParameter> parameters);

    [LibraryImport(Library)]
    internal static partial int EVP_PKEY_derive_init(EvpKeyContext context);

    [LibraryImport(Library)]
    internal static partial int EVP_PKEY_derive_set_peer_ex(EvpKeyContext context, EvpKey peer, int validate);

    [LibraryImport(Library)]
    internal static partial int EVP_PKEY_derive(EvpKeyContext context, Span<byte> secret, ref nuint length);

    [LibraryImport(Library)]
    internal static partial nint EC_GROUP_new_by_curve_name(int curve);

    [LibraryImport(Library)]
    internal static partial nint EC_POINT_new(nint group);

    [LibraryImport(Library)]
    internal static partial void EC_POINT_clear_free(nint point);

    [LibraryImport(Library)]
    internal static partial int EC_POINT_mul(nint group, CurvePoint result, BigNum multiplier, nint point, nint pointMultiplier, BigNumContext context);

    [LibraryImport(Library)]
    internal static partial nuint EC_POINT_point2oct(nint group, CurvePoint point, int form, Span<byte> bytes, nuint length, BigNumContext context);

    [LibraryImport(Library)]
    internal static partial int SHA256_Init(Span<byte> state);

    [LibraryImport(Library)]
    internal static partial int SHA256_Update(Span<byte> state, ReadOnlySpan<byte> bytes, nuint length);

    [LibraryImport(Library)]
    internal static partial int SHA256_Final(Span<byte> hash, Span<byte> state);

    [LibraryImport(Library)]
    internal static partial void ERR_clear_error();

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != Library)
        {
            return 0;
        }
        return Fault is null ? Handle : throw new PlatformNotSupportedException(Fault);
    }

    private static string? Load(out nint handle)
    {
        handle = 0;
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsFreeBSD())
        {
            return "encrypted integers need a platform whose .NET cryptography runs on OpenSSL 3, such as Linux";
        }
        // The first use makes .NET load its OpenSSL; 0xMNN00PP0 since version 3.
        var version = SafeEvpPKeyHandle.OpenSslVersion;
        var major = version >> 28;
        if (major < 3)
        {
            return string.Create(CultureInfo.InvariantCulture, $"encrypted integers need OpenSSL 3 or newer, but .NET runs on version {version:x}");
        }
        var name = string.Create(CultureInfo.InvariantCulture, $"libcrypto.so.{major}");
        if (!NativeLibrary.TryLoad(name, out handle))
        {
            return $"{name}, on which .NET's own cryptography runs, cannot be loaded";
        }
        return VersionOf(handle) == version ? null : $"{name} is another version than the one that .NET's own cryptography runs on";
    }

    private static unsafe long VersionOf(nint handle) =>
        NativeLibrary.TryGetExport(handle, "OpenSSL_version_num", out var function) ? (long)((delegate* unmanaged<nuint>)function)() : 0;
}
