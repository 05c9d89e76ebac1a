using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Scew.Homomorphic.Native;

/// <summary>A big integer of libcrypto. Its memory is overwritten before it is freed, whether it was a secret or not.</summary>
internal sealed class BigNum : SafeHandleZeroOrMinusOneIsInvalid
{
    /// <summary>Zero.</summary>
    public BigNum()
        : base(ownsHandle: true) => SetHandle(Checked(LibCrypto.BN_new()));

    /// <summary>An unsigned big-endian number.</summary>
    public BigNum(ReadOnlySpan<byte> bytes)
        : base(ownsHandle: true) => SetHandle(Checked(LibCrypto.BN_bin2bn(bytes, bytes.Length, 0)));

    /// <summary>A small number.</summary>
    public BigNum(ulong value)
        : this() => Check(LibCrypto.BN_add_word(this, value));

    /// <summary>Bits without leading zeros.</summary>
    public int Bits => LibCrypto.BN_num_bits(this);

    public bool IsOne => LibCrypto.BN_is_one(this) == 1;

    public bool IsZero => LibCrypto.BN_is_zero(this) == 1;

    /// <summary>Unsigned big-endian, padded to the length of <paramref name="bytes"/>.</summary>
    public void CopyTo(Span<byte> bytes) => Check(LibCrypto.BN_bn2binpad(this, bytes, bytes.Length) == bytes.Length ? 1 : 0);

    public byte[] ToArray(int sizeBytes)
    {
        var bytes = new byte[sizeBytes];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>Marks the number so that libcrypto's constant-time routines are taken for it.</summary>
    public BigNum Secret()
    {
        LibCrypto.BN_set_flags(this, LibCrypto.ConstantTimeFlag);
        return this;
    }

    public BigNum Plus(ulong word)
    {
        var result = Copy();
        Check(LibCrypto.BN_add_word(result, word));
        return result;
    }

    public BigNum Minus(ulong word)
    {
        var result = Copy();
        Check(LibCrypto.BN_sub_word(result, word));
        return result;
    }

    public BigNum Plus(BigNum other)
    {
        var result = new BigNum();
        Check(LibCrypto.BN_add(result, this, other));
        return result;
    }

    public BigNum Minus(BigNum other)
    {
        var result = new BigNum();
        Check(LibCrypto.BN_sub(result, this, other));
        return result;
    }

    public BigNum Times(BigNum other, BigNumContext context)
    {
        var result = new BigNum();
        Check(LibCrypto.BN_mul(result, this, other, context));
        return result;
    }

    public BigNum DividedBy(BigNum divisor, BigNumContext context)
    {
        var result = new BigNum();
        Check(LibCrypto.BN_div(result, 0, this, divisor, context));
        return result;
    }

    public BigNum DividedBy(BigNum divisor, BigNumContext context, out BigNum remainder)
    {
        var result = new BigNum();
        remainder = new BigNum();
        Check(LibCrypto.BN_div(result, remainder, this, divisor, context));
        return result;
    }

    public BigNum Mod(BigNum modulus, BigNumContext context)
    {
        var result = new BigNum();
        Check(LibCrypto.BN_nnmod(result, this, modulus, context));
        return result;
    }

    /// <summary>Both numbers are already below the modulus.</summary>
    public BigNum MinusMod(BigNum other, BigNum modulus, BigNumContext context)
    {
        var result = new BigNum();
        Check(LibCrypto.BN_mod_sub(result, this, other, modulus, context));
        return result;
    }

    public BigNum TimesMod(BigNum other, BigNum modulus, BigNumContext context)
    {
        var result = new BigNum();
        Check(LibCrypto.BN_mod_mul(result, this, other, modulus, context));
        return result;
    }

    /// <summary>The number, below the modulus, in the form that <see cref="TimesMontgomery"/> takes for its second factor.</summary>
    public BigNum ToMontgomery(Montgomery montgomery, BigNumContext context)
    {
        var result = new BigNum();
        Check(LibCrypto.BN_to_montgomery(result.handle, this, montgomery, context));
        return result;
    }

    /// <summary>The product modulo an odd number, both factors below it and the second in Montgomery form: half the time of <see cref="TimesMod"/>.</summary>
    public BigNum TimesMontgomery(BigNum other, Montgomery montgomery, BigNumContext context)
    {
        var result = new BigNum();
        Check(LibCrypto.BN_mod_mul_montgomery(result, this, other, montgomery, context));
        return result;
    }

    /// <summary>Null when the number has a common factor with the modulus.</summary>
    public BigNum? InverseMod(BigNum modulus, BigNumContext context)
    {
        var result = new BigNum();
        if (LibCrypto.BN_mod_inverse(result, this, modulus, context) != 0)
        {
            return result;
        }
        // .NET reads the same queue of errors.
        LibCrypto.ERR_clear_error();
        result.Dispose();
        return null;
    }

    /// <summary>The one exponentiation of this project, in time that does not depend on the exponent. The modulus is odd.</summary>
    public BigNum PowMod(BigNum exponent, BigNum modulus, Montgomery montgomery, BigNumContext context)
    {
        var result = new BigNum();
        Check(LibCrypto.BN_mod_exp_mont_consttime(result, this, exponent, modulus, context, montgomery));
        return result;
    }

    /// <summary>
    /// Miller-Rabin with at least 64 rounds. The bases come from libcrypto's own generator, so that nobody can make a composite that passes; no answer
    /// depends on them but with probability 2^-128.
    /// </summary>
    public bool IsPrime(BigNumContext context) => LibCrypto.BN_check_prime(this, context, 0) == 1;

    public ulong ModWord(ulong word) => LibCrypto.BN_mod_word(this, word);

    public int Compare(BigNum other) => LibCrypto.BN_ucmp(this, other);

    public static void Check(int result)
    {
        if (result != 1)
        {
            throw Failure();
        }
    }

    public static nint Checked(nint pointer) => pointer != 0 ? pointer : throw Failure();

    protected override bool ReleaseHandle()
    {
        LibCrypto.BN_clear_free(handle);
        return true;
    }

    private BigNum Copy()
    {
        var result = new BigNum();
        Checked(LibCrypto.BN_copy(result.handle, this));
        return result;
    }

    // Names no operand: a message may reach a log.
    private static CryptographicException Failure()
    {
        LibCrypto.ERR_clear_error();
        return new CryptographicException("libcrypto failed in an operation with numbers or keys, probably for want of memory");
    }
}
