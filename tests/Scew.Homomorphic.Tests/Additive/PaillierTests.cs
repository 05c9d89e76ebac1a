using System.Numerics;
using Scew.Homomorphic.Additive;
using Scew.Protocol;

namespace Scew.Homomorphic.Tests.Additive;

/// <summary>Encryption, addition and decryption against plain integers, and against the textbook formulas in two other big integer libraries.</summary>
public class PaillierTests
{
    private static readonly long[] Limits = [0, 1, -1, 42, -42, int.MaxValue, int.MinValue, long.MaxValue, long.MinValue, long.MaxValue - 1, long.MinValue + 1];

    [Theory]
    [MemberData(nameof(TestKeys.Names), MemberType = typeof(TestKeys))]
    public void Every_limit_comes_back_from_both_ways_of_encryption(string name)
    {
        var key = TestKeys.Of(name);
        foreach (var value in Limits)
        {
            var c = key.PublicKey.Encrypt(value, TestKeys.Noise(key.PublicKey.RandomnessBytes, (int)value));
            var own = key.Encrypt(value, TestKeys.Noise(key.RandomnessBytes, (int)value));
            Assert.Equal(CiphertextFault.None, key.PublicKey.Check(c));
            Assert.Equal(CiphertextFault.None, key.PublicKey.Check(own));
            Assert.Equal(value, key.Decrypt(c));
            Assert.Equal(value, key.Decrypt(own));
        }
    }

    [Fact]
    public void Sums_are_those_of_integers_and_leave_64_bits_without_wrapping()
    {
        var key = TestKeys.Ann;
        var random = new Random(5);
        for (var i = 0; i < 12; i++)
        {
            var (a, b) = (random.NextInt64(long.MinValue, long.MaxValue), i % 3 == 0 ? Limits[i % Limits.Length] : random.NextInt64(long.MinValue, long.MaxValue));
            var sum = key.PublicKey.Add(Encrypt(key, a, 2 * i), Encrypt(key, b, 2 * i + 1))!;
            Assert.Equal((BigInteger)a + b, key.Decrypt(sum));
        }
    }

    [Fact]
    public void A_long_chain_of_sums_goes_up_and_down()
    {
        var key = TestKeys.Ann;
        var (total, c) = (BigInteger.Zero, Encrypt(key, 0, 0));
        for (var i = 1; i <= 40; i++)
        {
            var value = i % 3 == 0 ? long.MinValue : i % 3 == 1 ? long.MaxValue : -i;
            total += value;
            c = key.PublicKey.Add(c, Encrypt(key, value, i))!;
        }
        Assert.Equal(total, key.Decrypt(c));
    }

    [Fact]
    public void Plaintexts_wrap_around_at_half_the_modulus()
    {
        var key = TestKeys.Ann;
        var half = (TestKeys.Number(key.PublicKey.Modulus) - 1) / 2;
        foreach (var (a, b, sum) in new[] { (half, 1, -half), (-half, -1, half), (half, -1, half - 1), (half, 0, half), (-half, 0, -half) })
        {
            var c = key.PublicKey.EncryptResidue(SignedResidue.Encode(a, key.PublicKey.Modulus), TestKeys.Noise(key.PublicKey.RandomnessBytes, 3));
            Assert.Equal(sum, key.Decrypt(key.PublicKey.Add(c, Encrypt(key, b, 4))!));
        }
    }

    // From the bytes alone: c = (1 + m n) h^s modulo n^2, with s as long as the owner draws it.
    [Theory]
    [MemberData(nameof(TestKeys.Names), MemberType = typeof(TestKeys))]
    public void The_owners_ciphertexts_are_those_of_the_formula_at_every_limit(string name)
    {
        var key = TestKeys.Of(name);
        var n = TestKeys.Number(key.PublicKey.Modulus);
        var h = TestKeys.Number(key.PublicKey.Encoded[(1 + key.PublicKey.ModulusBytes)..]);
        var own = TestKeys.Noise(key.RandomnessBytes, 77);
        var mask = BigInteger.ModPow(h, TestKeys.Number(own), n * n);
        foreach (var value in Limits)
        {
            var expected = (1 + (value + n) % n * n) * mask % (n * n);
            Assert.Equal(TestKeys.Bytes(expected, key.PublicKey.CiphertextBytes), key.Encrypt(value, own));
        }
    }

    [Fact]
    public void The_table_changes_speed_and_nothing_else()
    {
        var key = TestKeys.Bob;
        using var tables = new EncryptionTables();
        for (var i = 1; i <= EncryptionTables.UsesBeforeTable + 2; i++)
        {
            var (noise, own) = (TestKeys.Noise(key.PublicKey.RandomnessBytes, i), TestKeys.Noise(key.RandomnessBytes, i));
            Assert.Equal(key.PublicKey.Encrypt(-i, noise), key.PublicKey.Encrypt(-i, noise, tables));
            Assert.Equal(key.Encrypt(-i, own), key.Encrypt(-i, own, tables));
            Assert.Equal(i < EncryptionTables.UsesBeforeTable ? 0 : 2, tables.Count);
        }
        // Exponents whose digits are all zero or all one, and with zeros in front.
        foreach (var pattern in new byte[] { 0x00, 0xff })
        {
            var noise = new byte[key.PublicKey.RandomnessBytes];
            Array.Fill(noise, pattern);
            noise[^1] = 1;
            Assert.Equal(key.PublicKey.Encrypt(7, noise), key.PublicKey.Encrypt(7, noise, tables));
        }
    }

    [Fact]
    public void Tables_of_long_keys_and_evicted_tables_are_right_too()
    {
        using var tables = new EncryptionTables(8 << 20);
        foreach (var key in new[] { TestKeys.Long, TestKeys.Ann })
        {
            var own = TestKeys.Noise(key.RandomnessBytes, 9);
            var expected = key.Encrypt(long.MinValue, own);
            for (var i = 0; i < EncryptionTables.UsesBeforeTable + 1; i++)
            {
                Assert.Equal(expected, key.Encrypt(long.MinValue, own, tables));
            }
            Assert.Equal(1, tables.Count);
        }
    }

    [Fact]
    public void A_table_larger_than_the_bound_is_not_kept_and_not_built_again()
    {
        var key = TestKeys.Ann;
        using var tables = new EncryptionTables(1 << 20);
        var own = TestKeys.Noise(key.RandomnessBytes, 9);
        for (var i = 0; i < 2 * EncryptionTables.UsesBeforeTable + 2; i++)
        {
            Assert.Equal(3, key.Decrypt(key.Encrypt(3, own, tables)));
            Assert.Equal(0, tables.Count);
        }
    }

    [Fact]
    public void Threads_may_share_keys_and_tables()
    {
        var key = TestKeys.Ann;
        using var tables = new EncryptionTables(35 << 20);
        Parallel.For(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
        {
            // Two kinds of table with room for one: they are evicted while others use them.
            var c = i % 2 == 0 ? key.Encrypt(i, TestKeys.Noise(key.RandomnessBytes, i), tables)
                : key.PublicKey.Encrypt(i, TestKeys.Noise(key.PublicKey.RandomnessBytes, i), tables);
            Assert.Equal(i, key.Decrypt(c));
        });
    }

    [Theory]
    [MemberData(nameof(TestKeys.Names), MemberType = typeof(TestKeys))]
    public void Ciphertexts_are_those_of_the_formula_in_dotnets_integers(string name)
    {
        var key = TestKeys.Of(name);
        var n = TestKeys.Number(key.PublicKey.Modulus);
        var h = TestKeys.Number(key.PublicKey.Encoded[(1 + key.PublicKey.ModulusBytes)..]);
        var noise = TestKeys.Noise(key.PublicKey.RandomnessBytes, 1);
        var own = TestKeys.Noise(key.RandomnessBytes, 2);
        Assert.Equal((1 + 77 * n) * BigInteger.ModPow(h, TestKeys.Number(noise), n * n) % (n * n), TestKeys.Number(key.PublicKey.Encrypt(77, noise)));
        Assert.Equal((1 + (n - 77) * n) * BigInteger.ModPow(h, TestKeys.Number(own), n * n) % (n * n), TestKeys.Number(key.Encrypt(-77, own)));
    }

    [Fact]
    public void Textbook_decryption_in_BouncyCastle_reads_our_ciphertexts_and_we_read_its()
    {
        var key = TestKeys.Ann;
        var (p, q) = TestKeys.Factors("a");
        var n = new Org.BouncyCastle.Math.BigInteger(1, key.PublicKey.Modulus.ToArray());
        var one = Org.BouncyCastle.Math.BigInteger.One;
        var phi = new Org.BouncyCastle.Math.BigInteger(1, p).Subtract(one).Multiply(new Org.BouncyCastle.Math.BigInteger(1, q).Subtract(one));
        var square = n.Multiply(n);
        var c = new Org.BouncyCastle.Math.BigInteger(1, Encrypt(key, -123456789012345, 1));
        var m = c.ModPow(phi, square).Subtract(one).Divide(n).Multiply(phi.ModInverse(n)).Mod(n);
        Assert.Equal("-123456789012345", m.Subtract(n).ToString());

        var r = new Org.BouncyCastle.Math.BigInteger(1, TestKeys.Noise(255, 6));
        var theirs = n.Add(one).ModPow(Org.BouncyCastle.Math.BigInteger.ValueOf(314159), square).Multiply(r.ModPow(n, square)).Mod(square);
        Assert.Equal(314159, key.Decrypt(TestKeys.Bytes(TestKeys.Number(theirs.ToByteArrayUnsigned()), 512)));
    }

    [Fact]
    public void Randomness_of_another_length_or_all_zero_is_our_bug()
    {
        var key = TestKeys.Ann;
        Assert.Throws<InvariantException>(() => key.PublicKey.Encrypt(1, new byte[key.PublicKey.RandomnessBytes]));
        Assert.Throws<InvariantException>(() => key.PublicKey.Encrypt(1, TestKeys.Noise(16, 1)));
        Assert.Throws<InvariantException>(() => key.Encrypt(1, new byte[key.RandomnessBytes]));
        Assert.Throws<InvariantException>(() => key.PublicKey.EncryptResidue(key.PublicKey.Modulus, TestKeys.Noise(key.PublicKey.RandomnessBytes, 1)));
    }

    [Fact]
    public void Known_answers_do_not_change()
    {
        // Ciphertexts in registers must decrypt for ever, and a key must keep its base: change these only with a new version.
        var key = TestKeys.Ann;
        Assert.Equal("d286bbd658c084b1", KnownAnswer.Of(key.PublicKey.Encoded));
        Assert.Equal("f8e85d113769ac98", KnownAnswer.Of(key.PublicKey.Encrypt(-5, TestKeys.Noise(key.PublicKey.RandomnessBytes, 100))));
        Assert.Equal("46326f6e968f00a6", KnownAnswer.Of(key.Encrypt(-5, TestKeys.Noise(key.RandomnessBytes, 100))));
        Assert.Equal("ac91019e183093f5", KnownAnswer.Of(ModulusProof.Prove(key, "context"u8)));
    }

    internal static byte[] Encrypt(PaillierPrivateKey key, long value, int seed) => key.Encrypt(value, TestKeys.Noise(key.RandomnessBytes, seed));

}
