using System.Buffers.Binary;
using System.Security.Cryptography;
using Scew.Homomorphic.Native;

namespace Scew.Homomorphic.Ordered;

/// <summary>
/// Order-revealing encryption of 64-bit numbers: Lewi and Wu, Order-revealing encryption: new constructions, applications, and lower bounds (CCS 2016;
/// ePrint 2016/612), with 16 blocks of 4 bits. For block i with the i blocks before it as prefix, pi_i is a secret permutation of the 16 digits and F a secret
/// function. The left half of x tells, per block, the place pi_i(x_i) and F(prefix, place); the right half of y tells, per block and place, how the digit
/// at that place compares with y_i, masked by H(F(prefix, place)). Who has both finds the first block that differs; a right half alone is masked in
/// every place, and a left half alone is a random place with a random number.
/// <para>
/// F and pi come from AES-256 under the record's order key, whose input blocks carry what they are for; H(u) = AES_salt(u) xor u, cut to 64 bits and taken
/// modulo 3, where the paper has a random oracle (fixed-key AES in the ideal cipher model). A permutation is 128 bits read in mixed radix, 2^-84 from
/// uniform, and a mask 2^-62.
/// </para>
/// </summary>
internal static class BlockOrder
{
    public const int Blocks = 16;
    public const int Digits = 16;

    /// <summary>Places of one token, two in a byte.</summary>
    public const int PlacesBytes = Blocks / 2;

    /// <summary>Numbers of one token, an AES block each.</summary>
    public const int NumbersBytes = Blocks * AesBlocks.BlockBytes;

    /// <summary>256 masked comparisons of two bits.</summary>
    public const int RightBytes = Blocks * Digits / 4;

    private const byte PermutationPurpose = 1;
    private const byte NumberPurpose = 2;

    /// <summary>The left half of x: places (two in a byte, the first block in the high half) and numbers.</summary>
    public static void Left(ReadOnlySpan<byte> key, ulong x, Span<byte> places, Span<byte> numbers)
    {
        Span<byte> permutations = stackalloc byte[Blocks * Digits];
        Permutations(key, x, permutations);
        Span<byte> inputs = stackalloc byte[NumbersBytes];
        places.Clear();
        for (var i = 0; i < Blocks; i++)
        {
            var place = permutations.Slice(i * Digits, Digits)[Digit(x, i)];
            places[i / 2] |= (byte)(i % 2 == 0 ? place << 4 : place);
            Input(inputs.Slice(i * AesBlocks.BlockBytes, AesBlocks.BlockBytes), NumberPurpose, i, place, x);
        }
        AesBlocks.Encrypt(key, inputs, numbers);
        CryptographicOperations.ZeroMemory(permutations);
        CryptographicOperations.ZeroMemory(inputs);
    }

    /// <summary>The right half of y.</summary>
    public static void Right(ReadOnlySpan<byte> key, ReadOnlySpan<byte> salt, ulong y, Span<byte> right)
    {
        Span<byte> permutations = stackalloc byte[Blocks * Digits];
        Permutations(key, y, permutations);
        Span<byte> inputs = stackalloc byte[Blocks * Digits * AesBlocks.BlockBytes];
        for (var i = 0; i < Blocks * Digits; i++)
        {
            Input(inputs.Slice(i * AesBlocks.BlockBytes, AesBlocks.BlockBytes), NumberPurpose, i / Digits, i % Digits, y);
        }
        Span<byte> numbers = stackalloc byte[inputs.Length];
        AesBlocks.Encrypt(key, inputs, numbers);
        AesBlocks.Encrypt(salt, numbers, inputs);
        right.Clear();
        for (var i = 0; i < Blocks; i++)
        {
            for (var digit = 0; digit < Digits; digit++)
            {
                var place = permutations[i * Digits + digit];
                var cell = i * Digits + place;
                var outcome = digit < Digit(y, i) ? 1 : digit > Digit(y, i) ? 2 : 0;
                var masked = (outcome + Mask(numbers, inputs, cell)) % 3;
                right[cell / 4] |= (byte)(masked << (cell % 4 * 2));
            }
        }
        CryptographicOperations.ZeroMemory(permutations);
        CryptographicOperations.ZeroMemory(inputs);
        CryptographicOperations.ZeroMemory(numbers);
    }

    /// <summary>Compares x (left) with y (right): negative, 0 or positive. Halves of different keys or salts give anything.</summary>
    public static int Compare(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> places, ReadOnlySpan<byte> numbers, ReadOnlySpan<byte> right)
    {
        Span<byte> hashed = stackalloc byte[NumbersBytes];
        AesBlocks.Encrypt(salt, numbers, hashed);
        for (var i = 0; i < Blocks; i++)
        {
            var place = i % 2 == 0 ? places[i / 2] >> 4 : places[i / 2] & 15;
            var cell = i * Digits + place;
            var masked = (right[cell / 4] >> (cell % 4 * 2)) & 3;
            var outcome = (masked + 3 - Mask(numbers, hashed, i)) % 3;
            if (outcome != 0)
            {
                return outcome == 1 ? -1 : 1;
            }
        }
        return 0;
    }

    /// <summary>True when every masked comparison is 0, 1 or 2.</summary>
    public static bool IsForm(ReadOnlySpan<byte> right)
    {
        foreach (var cells in right)
        {
            if ((cells & (cells >> 1) & 0x55) != 0)
            {
                return false;
            }
        }
        return right.Length == RightBytes;
    }

    private static int Digit(ulong x, int block) => (int)(x >> (60 - 4 * block)) & 15;

    /// <summary>The blocks of x before block i, in place, the others zero.</summary>
    private static ulong Prefix(ulong x, int block) => block == 0 ? 0 : x & (ulong.MaxValue << (64 - 4 * block));

    private static void Input(Span<byte> input, byte purpose, int block, int place, ulong x)
    {
        input.Clear();
        input[0] = purpose;
        input[1] = (byte)block;
        input[2] = (byte)place;
        BinaryPrimitives.WriteUInt64BigEndian(input[8..], Prefix(x, block));
    }

    private static int Mask(ReadOnlySpan<byte> numbers, ReadOnlySpan<byte> hashed, int index)
    {
        var offset = index * AesBlocks.BlockBytes;
        return (int)((BinaryPrimitives.ReadUInt64BigEndian(numbers[offset..]) ^ BinaryPrimitives.ReadUInt64BigEndian(hashed[offset..])) % 3);
    }

    /// <summary>permutations[i * 16 + digit] = the place of a digit in block i.</summary>
    private static void Permutations(ReadOnlySpan<byte> key, ulong x, Span<byte> permutations)
    {
        Span<byte> inputs = stackalloc byte[NumbersBytes];
        Span<byte> seeds = stackalloc byte[NumbersBytes];
        for (var i = 0; i < Blocks; i++)
        {
            Input(inputs.Slice(i * AesBlocks.BlockBytes, AesBlocks.BlockBytes), PermutationPurpose, i, 0, x);
        }
        AesBlocks.Encrypt(key, inputs, seeds);
        for (var i = 0; i < Blocks; i++)
        {
            Shuffle(seeds.Slice(i * AesBlocks.BlockBytes, AesBlocks.BlockBytes), permutations.Slice(i * Digits, Digits));
        }
        CryptographicOperations.ZeroMemory(inputs);
        CryptographicOperations.ZeroMemory(seeds);
    }

    /// <summary>Fisher and Yates; the 128 bits are a fraction whose digits in radix 16, 15, ... are the choices.</summary>
    private static void Shuffle(ReadOnlySpan<byte> seed, Span<byte> permutation)
    {
        var high = BinaryPrimitives.ReadUInt64BigEndian(seed);
        var low = BinaryPrimitives.ReadUInt64BigEndian(seed[8..]);
        for (var i = 0; i < Digits; i++)
        {
            permutation[i] = (byte)i;
        }
        for (var radix = (uint)Digits; radix > 1; radix--)
        {
            var carry = Math.BigMul(low, radix, out low);
            var choice = Math.BigMul(high, radix, out high);
            high += carry;
            choice += high < carry ? 1UL : 0;
            (permutation[(int)radix - 1], permutation[(int)choice]) = (permutation[(int)choice], permutation[(int)radix - 1]);
        }
    }
}
