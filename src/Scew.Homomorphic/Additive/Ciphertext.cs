using System.Numerics;
using Scew.Homomorphic.Native;

namespace Scew.Homomorphic.Additive;

/// <summary>What anybody can do with ciphertexts: check and add. Public values only; the modulus is that of a registered key.</summary>
public static class Ciphertext
{
    /// <summary>Checks what somebody else calls a ciphertext: length, range, not transparent, no common factor with n.</summary>
    public static CiphertextFault Check(ReadOnlySpan<byte> modulus, ReadOnlySpan<byte> ciphertext)
    {
        if (ciphertext.Length != 2 * modulus.Length)
        {
            return CiphertextFault.Length;
        }
        using var context = new BigNumContext();
        using var n = new BigNum(modulus);
        using var c = new BigNum(ciphertext);
        if (c.IsZero || n.IsZero)
        {
            return CiphertextFault.Range;
        }
        using var quotient = c.DividedBy(n, context, out var remainder);
        using var residue = remainder;
        // The quotient reaches n exactly where c reaches n^2.
        if (quotient.Compare(n) >= 0)
        {
            return CiphertextFault.Range;
        }
        using var next = residue.Plus(1);
        if (residue.IsOne || next.Compare(n) == 0)
        {
            return CiphertextFault.Transparent;
        }
        // .NET's: libcrypto's takes the same time for all numbers, and fifty times this.
        return BigInteger.GreatestCommonDivisor(Number(residue.ToArray(modulus.Length)), Number(modulus)).IsOne ? CiphertextFault.None : CiphertextFault.Factor;
    }

    /// <summary>The ciphertext of the sum of two plaintexts, each checked before; null when one is not in 1 to n^2-1.</summary>
    public static byte[]? Add(ReadOnlySpan<byte> modulus, ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (left.Length != 2 * modulus.Length || right.Length != 2 * modulus.Length)
        {
            return null;
        }
        using var context = new BigNumContext();
        using var n = new BigNum(modulus);
        using var square = n.Times(n, context);
        using var a = new BigNum(left);
        using var b = new BigNum(right);
        if (a.Compare(square) >= 0 || b.Compare(square) >= 0 || a.IsZero || b.IsZero)
        {
            return null;
        }
        using var product = a.TimesMod(b, square, context);
        return product.ToArray(left.Length);
    }

    private static BigInteger Number(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);
}
