using Microsoft.Win32.SafeHandles;

namespace Scew.Homomorphic.Native;

/// <summary>Scratch numbers of libcrypto, overwritten when freed. Belongs to one call: it is not safe for several threads.</summary>
internal sealed class BigNumContext : SafeHandleZeroOrMinusOneIsInvalid
{
    public BigNumContext()
        : base(ownsHandle: true) => SetHandle(BigNum.Checked(LibCrypto.BN_CTX_new()));

    protected override bool ReleaseHandle()
    {
        LibCrypto.BN_CTX_free(handle);
        return true;
    }
}
