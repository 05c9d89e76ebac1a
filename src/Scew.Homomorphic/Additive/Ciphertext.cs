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
        var n = new BigInteger(modulus, isUnsigned: true, isBigEndian: true);
        var c = new BigInteger(ciphertext, isUnsigned: true, isBigEndian: true);
        if (c.IsZero || c >= n * n)
        {
            return CiphertextFault.Range;
        }
        var residue = c % n;
        return residue.IsOne || residue == n - 1 ? CiphertextFault.Transparent
            : BigInteger.GreatestCommonDivisor(residue, n).IsOne ? CiphertextFault.None : CiphertextFault.Factor;
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
}
