using System.Numerics;
using System.Security.Cryptography;
using Scew.Homomorphic.Additive;
using Scew.Protocol;

namespace Scew.Homomorphic.Tests.Additive;

/// <summary>Keys that are refused, by what registers them and by what opens them.</summary>
public class KeyTests
{
    private static readonly byte[] Context = [1, 2, 3];

    [Theory]
    [MemberData(nameof(TestKeys.Names), MemberType = typeof(TestKeys))]
    public void A_key_registers_with_its_proof_and_comes_back_from_its_export(string name)
    {
        var key = TestKeys.Of(name);
        using var parsed = PaillierPublicKey.TryParse(key.PublicKey.Encoded, out var fault)!;
        Assert.Equal(KeyFault.None, fault);
        Assert.Equal(KeyFault.None, ModulusProof.Verify(parsed, Context, ModulusProof.Prove(key, Context)));
        var exported = new byte[key.ExportBytes];
        key.Export(exported);
        using var imported = PaillierPrivateKey.TryImport(exported, key.PublicKey.Encoded, out fault)!;
        Assert.Equal(KeyFault.None, fault);
        Assert.Equal(-9, imported.Decrypt(PaillierTests.Encrypt(key, -9, 1)));
    }

    [Fact]
    public void Public_keys_of_a_wrong_form_are_refused()
    {
        var key = TestKeys.Ann.PublicKey;
        var n = TestKeys.Number(key.Modulus);
        var h = TestKeys.Number(key.Encoded[257..]);
        Assert.Equal(KeyFault.Form, Fault([]));
        Assert.Equal(KeyFault.Form, Fault(key.Encoded[..^1]));
        Assert.Equal(KeyFault.Form, Fault([.. key.Encoded, 0]));
        Assert.Equal(KeyFault.Form, Fault([2, .. key.Encoded[1..]]));
        // 1024, 2047 and 4096 bits.
        Assert.Equal(KeyFault.Form, Fault([1, .. new byte[3 * 128]]));
        Assert.Equal(KeyFault.Size, Fault(Encode(n >> 1 | 1, h)));
        Assert.Equal(KeyFault.Form, Fault([1, .. TestKeys.Noise(3 * 512, 1)]));
        Assert.Equal(KeyFault.Even, Fault(Encode(n + 1, h)));
        foreach (var factor in new[] { 3, 257, 65521 })
        {
            var multiple = n / factor * factor;
            Assert.Equal(KeyFault.SmallFactor, Fault(Encode(multiple.IsEven ? multiple - factor : multiple, h)));
        }
        foreach (var bad in new[] { BigInteger.Zero, 1, n * n - 1, n * n, n * n + 5, n + 1, n - 1 })
        {
            Assert.Equal(bad.IsZero ? KeyFault.BaseFactor : KeyFault.BaseRange, Fault(Encode(n, bad)));
        }
        Assert.Equal(KeyFault.BaseFactor, Fault(Encode(n, TestKeys.Number(TestKeys.Factors("a").P) * 12345)));
        Assert.Equal(KeyFault.BaseFactor, Fault(Encode(n, n)));
    }

    [Fact]
    public void A_changed_foreign_or_misplaced_proof_does_not_hold()
    {
        var (ann, bob) = (TestKeys.Ann, TestKeys.Bob);
        var proof = ModulusProof.Prove(ann, Context);
        Assert.Equal(KeyFault.Proof, ModulusProof.Verify(bob.PublicKey, Context, proof));
        Assert.Equal(KeyFault.Proof, ModulusProof.Verify(ann.PublicKey, [1, 2, 4], proof));
        var (group, account) = (Digest.Of([1]), new Account(Digest.Of([2])));
        var own = ModulusProof.Prove(ann, ModulusProof.ContextOf(group, account, "ann:key"));
        Assert.Equal(KeyFault.None, ModulusProof.Verify(ann.PublicKey, ModulusProof.ContextOf(group, account, "ann:key"), own));
        Assert.Equal(KeyFault.Proof, ModulusProof.Verify(ann.PublicKey, ModulusProof.ContextOf(group, account, "ann:key2"), own));
        Assert.Equal(KeyFault.Proof, ModulusProof.Verify(ann.PublicKey, ModulusProof.ContextOf(group, new Account(Digest.Of([3])), "ann:key"), own));
        Assert.Equal(KeyFault.ProofForm, ModulusProof.Verify(ann.PublicKey, Context, proof.AsSpan(1)));
        Assert.Equal(KeyFault.ProofForm, ModulusProof.Verify(ann.PublicKey, Context, []));
        for (var i = 0; i < ModulusProof.Challenges; i++)
        {
            var changed = (byte[])proof.Clone();
            changed[i * 256 + 255] ^= 1;
            Assert.Equal(KeyFault.Proof, ModulusProof.Verify(ann.PublicKey, Context, changed));
        }
        // The same root, n more: one proof has one encoding.
        var n = TestKeys.Number(ann.PublicKey.Modulus);
        var root = TestKeys.Number(proof.AsSpan(0, 256)) + n;
        if (root.GetByteCount(isUnsigned: true) <= 256)
        {
            Assert.Equal(KeyFault.Proof, ModulusProof.Verify(ann.PublicKey, Context, [.. TestKeys.Bytes(root, 256), .. proof[256..]]));
        }
        Assert.Equal(KeyFault.Proof, ModulusProof.Verify(ann.PublicKey, Context, new byte[proof.Length]));
    }

    // The best that a cheating prover can do: true roots wherever there are any.
    [Theory]
    [InlineData("square")]
    [InlineData("divides")]
    public void A_modulus_that_shares_a_factor_with_its_phi_has_no_proof(string name)
    {
        var primes = TestKeys.Primes(name);
        var n = primes.Aggregate(BigInteger.Multiply);
        using var key = PaillierPublicKey.TryParse(Encode(n, BigInteger.ModPow(7, n, n * n)), out var fault)!;
        Assert.Equal(KeyFault.None, fault);
        var phi = name == "square" ? primes[0] * (primes[0] - 1) * (primes[2] - 1) : primes.Aggregate(BigInteger.One, (product, prime) => product * (prime - 1));
        Assert.False(BigInteger.GreatestCommonDivisor(n, phi).IsOne);
        // An exponent that takes n-th roots of all n-th powers: the inverse of n modulo the part of phi that has no factor in common with n.
        var free = phi / BigInteger.GreatestCommonDivisor(n, phi);
        var exponent = BigInteger.ModPow(n % free, BigInteger.One, free);
        Assert.Equal(KeyFault.Proof, ModulusProof.Verify(key, Context, Roots(key, n, Inverse(exponent, free))));
    }

    [Fact]
    public void A_modulus_of_many_primes_registers_but_harms_only_its_maker_and_has_no_private_key()
    {
        var primes = TestKeys.Primes("many");
        var n = primes.Aggregate(BigInteger.Multiply);
        var phi = primes.Aggregate(BigInteger.One, (product, prime) => product * (prime - 1));
        using var key = PaillierPublicKey.TryParse(Encode(n, BigInteger.ModPow(n - 49, n, n * n)), out var fault)!;
        Assert.Equal(KeyFault.None, fault);
        var proof = Roots(key, n, Inverse(n % phi, phi));
        Assert.Equal(KeyFault.None, ModulusProof.Verify(key, Context, proof));

        // Its openings are unique all the same: another m has no r.
        var c = key.Encrypt(5, TestKeys.Noise(key.RandomnessBytes, 1));
        var r = BigInteger.ModPow(TestKeys.Number(c) % n, Inverse(n % phi, phi), n);
        Assert.True(AdditiveOpening.Holds(key.Modulus, c, TestKeys.Bytes(5, 256), TestKeys.Bytes(r, 256)));
        Assert.False(AdditiveOpening.Holds(key.Modulus, c, TestKeys.Bytes(6, 256), TestKeys.Bytes(r, 256)));
    }

    [Fact]
    public void Factors_that_make_no_key_are_refused_with_the_reason()
    {
        var (p, q) = TestKeys.Factors("a");
        var (otherP, otherQ) = TestKeys.Factors("b");
        var encoded = TestKeys.Ann.PublicKey.Encoded.ToArray();
        Assert.Equal(KeyFault.NotBlum, Fault("notBlum"));
        Assert.Equal(KeyFault.SharedFactor, Fault("shared"));
        Assert.Equal(KeyFault.TooClose, Fault("close"));
        Assert.Equal(KeyFault.TooClose, Fault(p, p, []));
        Assert.Equal(KeyFault.Size, Fault(p[..127], q, []));
        Assert.Equal(KeyFault.Size, Fault(p[..64], q[..64], []));
        Assert.Equal(KeyFault.Size, Fault([0, .. p[1..]], q, []));
        Assert.Equal(KeyFault.OtherKey, Fault(otherP, otherQ, encoded));
        Assert.Equal(KeyFault.OtherKey, Fault(p, otherQ, encoded) is KeyFault.SharedFactor or KeyFault.OtherKey ? KeyFault.OtherKey : KeyFault.None);
        Assert.Equal(KeyFault.Form, Fault(p, q, encoded[..^1]));

        // A composite of the right size, 3 modulo 4.
        var composite = (TestKeys.Number(p) + 4 * 3) | 3;
        while (composite % 5 != 0 || composite % 4 != 3)
        {
            composite += 4;
        }
        Assert.Equal(KeyFault.NotPrime, Fault(TestKeys.Bytes(composite, 128), q, []));
    }

    // n = abcd: (ab, cd) and (ad, cb) look alike and would decrypt one ciphertext to two values.
    [Fact]
    public void Two_factor_pairs_for_one_modulus_are_both_refused()
    {
        var primes = TestKeys.Primes("split");
        var n = primes.Aggregate(BigInteger.Multiply);
        var c = (1 + 5 * n) * BigInteger.ModPow(3, n, n * n) % (n * n);
        var values = new HashSet<BigInteger>();
        foreach (var (p, q) in new[] { (primes[0] * primes[1], primes[2] * primes[3]), (primes[0] * primes[3], primes[2] * primes[1]) })
        {
            Assert.Equal(KeyFault.NotPrime, Fault(TestKeys.Bytes(p, 128), TestKeys.Bytes(q, 128), []));
            Assert.Equal(KeyFault.NotPrime, Fault(TestKeys.Bytes(p, 128), TestKeys.Bytes(q, 128), Encode(n, BigInteger.ModPow(n - 9, n, n * n))));
            values.Add((BigInteger.ModPow(c, p - 1, p * p) - 1) / p % p);
        }
        Assert.Equal(2, values.Count);
    }

    [Fact]
    public void Factors_in_the_other_order_are_the_same_key_and_only_one_export_is_read()
    {
        var (p, q) = TestKeys.Factors("a");
        using var swapped = PaillierPrivateKey.TryCreate(q, p, TestKeys.Seed("a"), out _)!;
        Assert.Equal(TestKeys.Ann.PublicKey.Encoded, swapped.PublicKey.Encoded);
        var (first, second) = (new byte[257], new byte[257]);
        TestKeys.Ann.Export(first);
        swapped.Export(second);
        Assert.Equal(first, second);
        Assert.Null(PaillierPrivateKey.TryImport([1, .. first[129..], .. first[1..129]], TestKeys.Ann.PublicKey.Encoded, out var fault));
        Assert.Equal(KeyFault.Form, fault);
        Assert.Null(PaillierPrivateKey.TryImport(first.AsSpan(1), TestKeys.Ann.PublicKey.Encoded, out _));
        Assert.Null(PaillierPrivateKey.TryImport([9, .. first[1..]], TestKeys.Ann.PublicKey.Encoded, out _));
    }

    [Fact]
    public void A_base_that_is_no_power_is_noticed_by_whoever_has_the_factors()
    {
        var n = TestKeys.Number(TestKeys.Ann.PublicKey.Modulus);
        var h = TestKeys.Number(TestKeys.Ann.PublicKey.Encoded[257..]) * (1 + n) % (n * n);
        var (p, q) = TestKeys.Factors("a");
        Assert.Equal(KeyFault.BaseNotPower, Fault(p, q, Encode(n, h)));
    }

    [Fact]
    public void The_base_has_Jacobi_symbol_one_is_no_square_and_has_a_large_order()
    {
        var n = TestKeys.Number(TestKeys.Ann.PublicKey.Modulus);
        var h = TestKeys.Number(TestKeys.Ann.PublicKey.Encoded[257..]);
        foreach (var prime in new[] { TestKeys.Number(TestKeys.Factors("a").P), TestKeys.Number(TestKeys.Factors("a").Q) })
        {
            Assert.Equal(prime - 1, BigInteger.ModPow(h, (prime - 1) / 2, prime));
            for (var small = 3; small < 1000; small += 2)
            {
                if ((prime - 1) % small == 0)
                {
                    Assert.NotEqual(BigInteger.One, BigInteger.ModPow(h, (prime - 1) / small, prime));
                }
            }
        }
        Assert.True(BigInteger.GreatestCommonDivisor(n, h).IsOne);
    }

    [Fact]
    public void Primes_of_RSA_key_generation_make_keys()
    {
        for (var i = 0; i < 200; i++)
        {
            using var rsa = RSA.Create(2048);
            var parameters = rsa.ExportParameters(true);
            using var key = PaillierPrivateKey.TryCreate(parameters.P, parameters.Q, TestKeys.Noise(32, 1), out var fault);
            if (key is not null)
            {
                Assert.Equal(12, key.Decrypt(PaillierTests.Encrypt(key, 12, 1)));
                return;
            }
            Assert.True(fault is KeyFault.NotBlum or KeyFault.SharedFactor);
        }
        Assert.Fail("one pair in six serves");
    }

    [Fact]
    public void A_seed_without_randomness_is_our_bug()
    {
        var (p, q) = TestKeys.Factors("a");
        Assert.Throws<InvariantException>(() => PaillierPrivateKey.TryCreate(p, q, new byte[32], out _));
        Assert.Throws<InvariantException>(() => PaillierPrivateKey.TryCreate(p, q, new byte[8], out _));
    }

    private static byte[] Roots(PaillierPublicKey key, BigInteger n, BigInteger exponent)
    {
        var proof = new byte[ModulusProof.SizeBytes(key.ModulusBytes)];
        for (var i = 0; i < ModulusProof.Challenges; i++)
        {
            var challenge = TestKeys.Number(ModulusProof.ChallengeBytes(key, Context, i));
            TestKeys.Bytes(BigInteger.ModPow(challenge, exponent, n), key.ModulusBytes).CopyTo(proof, i * key.ModulusBytes);
        }
        return proof;
    }

    private static BigInteger Inverse(BigInteger number, BigInteger modulus)
    {
        var (old, current, oldFactor, factor) = (number, modulus, BigInteger.One, BigInteger.Zero);
        while (!current.IsZero)
        {
            var quotient = old / current;
            (old, current) = (current, old - quotient * current);
            (oldFactor, factor) = (factor, oldFactor - quotient * factor);
        }
        return ((oldFactor % modulus) + modulus) % modulus;
    }

    private static byte[] Encode(BigInteger n, BigInteger h) => [1, .. TestKeys.Bytes(n, 256), .. TestKeys.Bytes(h, 512)];

    private static KeyFault Fault(ReadOnlySpan<byte> encoded)
    {
        Assert.Null(PaillierPublicKey.TryParse(encoded, out var fault));
        return fault;
    }

    private static KeyFault Fault(string name)
    {
        var (p, q) = TestKeys.Factors(name);
        return Fault(p, q, []);
    }

    private static KeyFault Fault(byte[] p, byte[] q, byte[] publicKey)
    {
        var key = publicKey.Length == 0 ? PaillierPrivateKey.TryCreate(p, q, TestKeys.Noise(32, 1), out var fault) : PaillierPrivateKey.TryOpen(p, q, publicKey, out fault);
        Assert.Null(key);
        return fault;
    }
}
