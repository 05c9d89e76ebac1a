using Microsoft.Win32.SafeHandles;

namespace Scew.Homomorphic.Native;

/// <summary>What Montgomery multiplication precomputes for one odd modulus. Only read after it was made, so threads may share it.</summary>
internal sealed class Montgomery : SafeHandleZeroOrMinusOneIsInvalid
{
    public Montgomery(BigNum modulus, BigNumContext context)
        : base(ownsHandle: true)
    {
        SetHandle(BigNum.Checked(LibCrypto.BN_MONT_CTX_new()));
        BigNum.Check(LibCrypto.BN_MONT_CTX_set(handle, modulus, context));
    }

    protected override bool ReleaseHandle()
    {
        // Clears its numbers.
        LibCrypto.BN_MONT_CTX_free(handle);
        return true;
    }
}
