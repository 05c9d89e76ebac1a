using System.Numerics;
using Scew.Homomorphic.Additive;
using Scew.Homomorphic.Native;

namespace Scew.Homomorphic.Tests.Additive;

/// <summary>Bytes that are no ciphertext, and openings.</summary>
public class CiphertextTests
{
    private static readonly PaillierPrivateKey Key = TestKeys.Ann;
    private static readonly BigInteger N = TestKeys.Number(Key.PublicKey.Modulus);

    public static TheoryData<string, CiphertextFault> Bad => new()
    {
        { "0", CiphertextFault.Range },
        { "1", CiphertextFault.Transparent },
        { "1+5n", CiphertextFault.Transparent },
        { "n-1", CiphertextFault.Transparent },
        { "n^2-1", CiphertextFault.Transparent },
        { "-(1+5n)", CiphertextFault.Transparent },
        { "n", CiphertextFault.Factor },
        { "p", CiphertextFault.Factor },
        { "p*q*7", CiphertextFault.Factor },
        { "n^2", CiphertextFault.Range },
        { "n^2+1", CiphertextFault.Range },
        { "largest", CiphertextFault.Range },
        { "short", CiphertextFault.Length },
        { "long", CiphertextFault.Length },
        { "empty", CiphertextFault.Length },
        { "of 3072 bits", CiphertextFault.Length },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Bytes_that_are_no_ciphertext_are_refused_with_the_reason(string name, CiphertextFault fault)
    {
        var p = TestKeys.Number(TestKeys.Factors("a").P);
        var bytes = name switch
        {
            "0" => TestKeys.Bytes(0, 512),
            "1" => TestKeys.Bytes(1, 512),
            "1+5n" => TestKeys.Bytes(1 + 5 * N, 512),
            "n-1" => TestKeys.Bytes(N - 1, 512),
            "n^2-1" => TestKeys.Bytes(N * N - 1, 512),
            "-(1+5n)" => TestKeys.Bytes(N * N - 1 - 5 * N, 512),
            "n" => TestKeys.Bytes(N, 512),
            "p" => TestKeys.Bytes(p, 512),
            "p*q*7" => TestKeys.Bytes(N * 7, 512),
            "n^2" => TestKeys.Bytes(N * N, 512),
            "n^2+1" => TestKeys.Bytes(N * N + 1, 512),
            "largest" => [.. Enumerable.Repeat((byte)0xff, 512)],
            "short" => TestKeys.Noise(511, 1),
            "long" => [0, .. PaillierTests.Encrypt(Key, 1, 1)],
            "empty" => [],
            _ => PaillierTests.Encrypt(TestKeys.Long, 1, 1),
        };
        Assert.Equal(fault, Key.PublicKey.Check(bytes));
        if (fault != CiphertextFault.Transparent)
        {
            Assert.Null(Key.Decrypt(bytes));
            Assert.Null(Key.DecryptResidue(bytes));
            Assert.Null(Key.Open(bytes));
        }
        if (fault is CiphertextFault.Length or CiphertextFault.Range)
        {
            Assert.Null(Key.PublicKey.Add(bytes, PaillierTests.Encrypt(Key, 1, 1)));
            Assert.Null(Key.PublicKey.Add(PaillierTests.Encrypt(Key, 1, 1), bytes));
        }
    }

    // All pairs of bytes, and of 2048 bits numbers around what decides.
    [Fact]
    public void The_check_says_what_the_definition_says()
    {
        for (var n = 0; n < 256; n++)
        {
            for (var c = 0; c < 65_536; c += n < 16 ? 1 : 61)
            {
                Assert.Equal(Definition(n, c), Ciphertext.Check([(byte)n], [(byte)(c >> 8), (byte)c]));
            }
        }
        var (p, q) = (TestKeys.Number(TestKeys.Factors("a").P), TestKeys.Number(TestKeys.Factors("a").Q));
        var found = new HashSet<CiphertextFault>();
        for (var i = 0; i < 400; i++)
        {
            var any = TestKeys.Number(TestKeys.Noise(256, i));
            var near = new[] { 0, 1, N - 1, N, p, q, N * N - 1, N * N, N * N - N, any, any * N, any * p * p, TestKeys.Number(TestKeys.Noise(512, -i)) }[i % 13];
            var c = near + i % 5 - 2 + (i % 3 == 0 ? any * N : 0);
            if (c.Sign >= 0 && c.GetByteCount(isUnsigned: true) <= 512)
            {
                var fault = Definition(N, c);
                found.Add(fault);
                Assert.Equal(fault, Key.PublicKey.Check(TestKeys.Bytes(c, 512)));
            }
        }
        Assert.Equal(4, found.Count);
    }

    // c mod n in {1, n-1}: m by a division, without a key. Next to them nothing is so.
    [Fact]
    public void What_everybody_can_read_is_refused_and_opens_all_the_same()
    {
        foreach (var m in new BigInteger[] { 0, 5, N - 5 })
        {
            var c = 1 + m * N;
            Assert.Equal(m, (c - 1) / N);
            foreach (var (bytes, root) in new[] { (TestKeys.Bytes(c, 512), BigInteger.One), (TestKeys.Bytes(N * N - c, 512), N - 1) })
            {
                Assert.Equal(CiphertextFault.Transparent, Key.PublicKey.Check(bytes));
                using var opening = Key.Open(bytes)!;
                Assert.Equal(m, TestKeys.Number(opening.Residue));
                Assert.Equal(root, TestKeys.Number(opening.Root));
                Assert.True(Holds(Key, bytes, opening.Residue, opening.Root));
            }
        }
        foreach (var near in new[] { 2, N - 2, N + 2, 2 * N - 2 })
        {
            Assert.Equal(CiphertextFault.None, Key.PublicKey.Check(TestKeys.Bytes(near, 512)));
        }
    }

    [Fact]
    public void A_ciphertext_of_another_key_opens_to_nothing_that_holds_there()
    {
        var c = PaillierTests.Encrypt(TestKeys.Bob, 7, 1);
        using var opening = TestKeys.Bob.Open(c)!;
        Assert.True(Holds(TestKeys.Bob, c, opening.Residue, opening.Root));
        Assert.False(Holds(TestKeys.Ann, c, opening.Residue, opening.Root));
    }

    [Theory]
    [MemberData(nameof(TestKeys.Names), MemberType = typeof(TestKeys))]
    public void The_opening_of_every_ciphertext_holds_and_is_that_of_its_making(string name)
    {
        var key = TestKeys.Of(name);
        var n = TestKeys.Number(key.PublicKey.Modulus);
        var noise = TestKeys.Noise(key.PublicKey.RandomnessBytes, 8);
        var c = key.PublicKey.Encrypt(-3, noise);
        using var opening = key.Open(c)!;
        Assert.Equal(n - 3, TestKeys.Number(opening.Residue));
        Assert.True(Holds(key, c, opening.Residue, opening.Root));

        // r = r0^s where h = r0^n.
        var h = TestKeys.Number(key.PublicKey.Encoded[(1 + key.PublicKey.ModulusBytes)..]);
        using var openingOfBase = key.Open(TestKeys.Bytes(h, key.PublicKey.CiphertextBytes))!;
        Assert.Equal(BigInteger.Zero, TestKeys.Number(openingOfBase.Residue));
        Assert.Equal(BigInteger.ModPow(TestKeys.Number(openingOfBase.Root), TestKeys.Number(noise), n), TestKeys.Number(opening.Root));

        // Of a sum it is the sum and the product.
        var other = PaillierTests.Encrypt(key, 5, 2);
        var sum = key.PublicKey.Add(c, other)!;
        using var openingOfSum = key.Open(sum)!;
        using var openingOfOther = key.Open(other)!;
        Assert.Equal(2, TestKeys.Number(openingOfSum.Residue));
        Assert.Equal(TestKeys.Number(opening.Root) * TestKeys.Number(openingOfOther.Root) % n, TestKeys.Number(openingOfSum.Root));
        Assert.True(Holds(key, sum, openingOfSum.Residue, openingOfSum.Root));
    }

    [Fact]
    public void Nothing_but_the_opening_holds()
    {
        var c = PaillierTests.Encrypt(Key, 41, 3);
        using var opening = Key.Open(c)!;
        var (m, r) = (TestKeys.Number(opening.Residue), TestKeys.Number(opening.Root));
        Assert.False(Holds(Key, c, TestKeys.Bytes(m + 1, 256), opening.Root));
        Assert.False(Holds(Key, c, opening.Residue, TestKeys.Bytes(N - r, 256)));
        Assert.False(Holds(Key, c, opening.Residue, TestKeys.Bytes(BigInteger.Zero, 256)));
        Assert.False(Holds(Key, c, opening.Residue, TestKeys.Bytes(BigInteger.One, 256)));
        Assert.False(Holds(Key, c, Key.PublicKey.Modulus, opening.Root));
        Assert.False(Holds(Key, c, opening.Residue[1..], opening.Root));
        Assert.False(Holds(Key, c, opening.Residue, opening.Root[1..]));
        Assert.False(Holds(Key, c.AsSpan(1), opening.Residue, opening.Root));
        // Out of range, and the same residue modulo n: one ciphertext has one opening.
        if (r + N < BigInteger.One << 2048)
        {
            Assert.False(Holds(Key, c, opening.Residue, TestKeys.Bytes(r + N, 256)));
        }
        Assert.False(Holds(Key, c, TestKeys.Bytes(m + N, 256), opening.Root));
    }

    // Or the time of a check would tell small values from negative ones.
    [Fact]
    public void What_is_computed_with_a_plaintext_has_one_length()
    {
        using var context = new BigNumContext();
        foreach (var name in new[] { "a", "c" })
        {
            var real = TestKeys.Of(name).PublicKey;
            var bits = real.Bits;
            // 1 to 2 times 2^(bits-1), among them the one whose square is almost 2^(2 bits - 1).
            var least = (BigInteger.One << (bits - 1)) + 1;
            foreach (var modulus in new[] { least, (BigInteger.One << bits) - 1, least * 3 / 2, least * 1414213 / 1000000, TestKeys.Number(real.Modulus) })
            {
                using var n = new BigNum(TestKeys.Bytes(modulus, bits / 8));
                foreach (var m in new[] { 0, 1, long.MaxValue, modulus / 2, modulus - long.MaxValue, modulus - 1 })
                {
                    using var plain = AdditiveOpening.Unmasked(n, TestKeys.Bytes(m, bits / 8), context);
                    Assert.Equal(bits / 32 + 1, (plain.Bits + 63) / 64);
                    Assert.Equal((1 + m * modulus) % (modulus * modulus), TestKeys.Number(plain.ToArray(bits / 4 + 8)) % (modulus * modulus));
                }
            }
        }
    }

    [Fact]
    public void Values_are_read_as_signed_and_beyond_64_bits_they_saturate()
    {
        var cases = new (BigInteger Value, Int128 Read)[]
        {
            (0, 0), (1, 1), (-1, -1), (long.MaxValue, long.MaxValue), (long.MinValue, long.MinValue), ((BigInteger)long.MaxValue + 1, (Int128)long.MaxValue + 1),
            (BigInteger.Pow(2, 64), (Int128)1 << 64), (-BigInteger.Pow(2, 64), -((Int128)1 << 64)), (BigInteger.Pow(2, 900), (Int128)1 << 64),
            (-BigInteger.Pow(2, 900), -((Int128)1 << 64)), ((N - 1) / 2, (Int128)1 << 64), (-(N - 1) / 2, -((Int128)1 << 64)),
        };
        foreach (var (value, read) in cases)
        {
            var residue = SignedResidue.Encode(value, Key.PublicKey.Modulus);
            Assert.Equal(read, SignedResidue.Saturate(residue, Key.PublicKey.Modulus));
            Assert.Equal(value, SignedResidue.Decode(residue, Key.PublicKey.Modulus));
        }
    }

    private static bool Holds(PaillierPrivateKey key, ReadOnlySpan<byte> c, ReadOnlySpan<byte> m, ReadOnlySpan<byte> r) => AdditiveOpening.Holds(key.PublicKey.Modulus, c, m, r);

    private static CiphertextFault Definition(BigInteger n, BigInteger c) =>
        c.IsZero || c >= n * n ? CiphertextFault.Range
        : c % n == 1 || c % n == n - 1 ? CiphertextFault.Transparent
        : BigInteger.GreatestCommonDivisor(c, n).IsOne ? CiphertextFault.None : CiphertextFault.Factor;
}
