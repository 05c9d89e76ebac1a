using System.Buffers.Binary;
using System.Numerics;
using Scew.Homomorphic.Native;
using Scew.Protocol;

namespace Scew.Homomorphic.Additive;

/// <summary>Signed integers as residues modulo n: 0 to (n-1)/2 stand for themselves, the others for themselves minus n.</summary>
public static class SignedResidue
{
    /// <summary>The residue of a value between -(n-1)/2 and (n-1)/2.</summary>
    public static byte[] Encode(BigInteger value, ReadOnlySpan<byte> modulus)
    {
        var n = new BigInteger(modulus, isUnsigned: true, isBigEndian: true);
        Invariant.Require(BigInteger.Abs(value) <= (n - 1) / 2, "a plaintext lies within half the modulus");
        var bytes = new byte[modulus.Length];
        var residue = value.Sign < 0 ? value + n : value;
        Invariant.Require(residue.TryWriteBytes(bytes.AsSpan(modulus.Length - residue.GetByteCount(isUnsigned: true)), out _, isUnsigned: true, isBigEndian: true), "it fits");
        return bytes;
    }

    /// <summary>The value of a residue.</summary>
    public static BigInteger Decode(ReadOnlySpan<byte> residue, ReadOnlySpan<byte> modulus)
    {
        var n = new BigInteger(modulus, isUnsigned: true, isBigEndian: true);
        var value = new BigInteger(residue, isUnsigned: true, isBigEndian: true);
        return value > (n - 1) / 2 ? value - n : value;
    }

    /// <summary>The value, or the nearest end of -2^64 to 2^64 where it lies beyond: enough to compare with 64 bits, and no copy of the plaintext on the heap.</summary>
    public static Int128 Saturate(ReadOnlySpan<byte> residue, ReadOnlySpan<byte> modulus)
    {
        Invariant.Require(residue.Length == modulus.Length, "a residue is as long as the modulus");
        Span<byte> negated = stackalloc byte[modulus.Length];
        Subtract(modulus, residue, negated);
        // n is odd, so the two are never equal.
        var isNegative = residue.SequenceCompareTo(negated) > 0;
        var limit = Int128.One << 64;
        var magnitude = Magnitude(isNegative ? negated : residue, limit);
        negated.Clear();
        return isNegative ? -magnitude : magnitude;
    }

    internal static BigNum Of(long value, BigNum n)
    {
        var magnitude = Magnitude(value);
        if (value >= 0)
        {
            return magnitude;
        }
        using (magnitude)
        {
            return n.Minus(magnitude);
        }
    }

    internal static BigNum Magnitude(long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value < 0 ? (ulong)-(Int128)value : (ulong)value);
        var magnitude = new BigNum(bytes);
        bytes.Clear();
        return magnitude;
    }

    private static Int128 Magnitude(ReadOnlySpan<byte> bytes, Int128 limit)
    {
        // All bytes, wherever the first is that is not zero.
        var high = 0;
        foreach (var value in bytes[..^8])
        {
            high |= value;
        }
        return high != 0 ? limit : BinaryPrimitives.ReadUInt64BigEndian(bytes[^8..]);
    }

    private static void Subtract(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> result)
    {
        var borrow = 0;
        for (var i = left.Length - 1; i >= 0; i--)
        {
            var difference = left[i] - right[i] - borrow;
            result[i] = (byte)difference;
            borrow = (difference >> 8) & 1;
        }
    }
}
