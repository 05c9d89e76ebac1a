using System.Buffers.Binary;
using System.Numerics;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Parameters;

namespace Scew.Homomorphic.Tests.Ordered;

/// <summary>Lewi and Wu's scheme a second time, from the description, slowly, over another AES: permutations by division of big integers, one cell at a time.</summary>
internal static class SecondOrder
{
    public static (int[] Places, byte[][] Numbers) Left(byte[] key, ulong x)
    {
        var places = new int[16];
        var numbers = new byte[16][];
        for (var i = 0; i < 16; i++)
        {
            places[i] = Permutation(key, x, i)[Digit(x, i)];
            numbers[i] = Number(key, x, i, places[i]);
        }
        return (places, numbers);
    }

    public static int[] Right(byte[] key, byte[] salt, ulong y)
    {
        var cells = new int[256];
        for (var i = 0; i < 16; i++)
        {
            var permutation = Permutation(key, y, i);
            for (var place = 0; place < 16; place++)
            {
                var digit = Array.IndexOf(permutation, place);
                var outcome = digit.CompareTo(Digit(y, i)) switch { < 0 => 1, 0 => 0, _ => 2 };
                var number = Number(key, y, i, place);
                var hashed = Aes(salt, number);
                var mask = (BinaryPrimitives.ReadUInt64BigEndian(number) ^ BinaryPrimitives.ReadUInt64BigEndian(hashed)) % 3;
                cells[i * 16 + place] = (int)(((ulong)outcome + mask) % 3);
            }
        }
        return cells;
    }

    private static int[] Permutation(byte[] key, ulong x, int block)
    {
        var fraction = new BigInteger(Aes(key, Input(1, block, 0, x)), isUnsigned: true, isBigEndian: true);
        var permutation = Enumerable.Range(0, 16).ToArray();
        for (var radix = 16; radix > 1; radix--)
        {
            fraction *= radix;
            var choice = (int)(fraction >> 128);
            fraction &= (BigInteger.One << 128) - 1;
            (permutation[radix - 1], permutation[choice]) = (permutation[choice], permutation[radix - 1]);
        }
        return permutation;
    }

    private static byte[] Number(byte[] key, ulong x, int block, int place) => Aes(key, Input(2, block, place, x));

    private static byte[] Input(byte purpose, int block, int place, ulong x)
    {
        var input = new byte[16];
        (input[0], input[1], input[2]) = (purpose, (byte)block, (byte)place);
        for (var i = 0; i < block; i++)
        {
            input[8 + i / 2] |= (byte)(i % 2 == 0 ? Digit(x, i) << 4 : Digit(x, i));
        }
        return input;
    }

    private static int Digit(ulong x, int block) => (int)((x >> (4 * (15 - block))) % 16);

    private static byte[] Aes(byte[] key, byte[] block)
    {
        var engine = new AesEngine();
        engine.Init(true, new KeyParameter(key));
        var output = new byte[16];
        engine.ProcessBlock(block, 0, output, 0);
        return output;
    }
}
