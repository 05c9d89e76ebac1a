using Microsoft.Win32.SafeHandles;

namespace Scew.Homomorphic.Native;

/// <summary>One operation of libcrypto with a key. Belongs to one call: it is not safe for several threads.</summary>
internal sealed class EvpKeyContext : SafeHandleZeroOrMinusOneIsInvalid
{
    private EvpKeyContext(nint context)
        : base(ownsHandle: true) => SetHandle(BigNum.Checked(context));

    /// <summary>For making keys of elliptic curves.</summary>
    public static EvpKeyContext ForCurves() => new(LibCrypto.EVP_PKEY_CTX_new_from_name(0, "EC", 0));

    /// <summary>For using a key, which it keeps alive.</summary>
    public static EvpKeyContext For(EvpKey key) => new(LibCrypto.EVP_PKEY_CTX_new_from_pkey(0, key, 0));

    protected override bool ReleaseHandle()
    {
        LibCrypto.EVP_PKEY_CTX_free(handle);
        return true;
    }
}
