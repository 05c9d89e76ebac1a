using System.Numerics;
using Scew.Homomorphic.Additive;
using Scew.Homomorphic.Hybrid;
using Scew.Homomorphic.Tests;
using Scew.Protocol;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;
using static Scew.Ledger.Tests.RefusalTests;
using static Scew.Ledger.Tests.TestLedger;

namespace Scew.Ledger.Tests.Variables;

/// <summary>Keys are registered with a proof, and published for others to seal to.</summary>
public class VariableKeyTests
{
    private static readonly string Id = Own(Alice, "key");
    private readonly TestLedger _ledger = new();
    private readonly Client _client = new();

    [Fact]
    public void A_key_is_registered_once_with_the_proof_for_its_owner_and_id()
    {
        var create = _client.Register(TestKeys.Ann, Id, Alice);
        AssertRefused("outside-prefix", _ledger, create, Bob);
        AssertRefused("bad-key", _ledger, create with { Sealed = [] }, Alice);
        AssertRefused("bad-key", _ledger, create with { Proof = create.Proof[1..] }, Alice);
        AssertRefused("bad-key", _ledger, create with { Proof = [.. create.Proof[..^1], (byte)(create.Proof[^1] ^ 1)] }, Alice);
        AssertRefused("bad-key", _ledger, create with { PublicKey = TestKeys.Bob.PublicKey.Encoded.ToArray() }, Alice);
        AssertRefused("bad-key", _ledger, create with { Id = Own(Alice, "other") }, Alice);
        // Somebody else's key and proof, seen in a block, are not registered as one's own.
        AssertRefused("bad-key", _ledger, create with { Id = Own(Bob, "key") }, Bob);
        Assert.Equal($$"""{"id":"{{Id}}","owner":"{{Alice}}"}""", _ledger.Ok(create, Alice));
        AssertRefused("already-exists", _ledger, create, Alice);
        var register = _ledger.Registers[new RegisterKey(RegisterKind.PaillierKey, Id)];
        Assert.Equal((Alice, 1L, PaillierKeyValue.Contract), (register.Owner, register.Version, register.Contract));
        var value = PaillierKeyValue.Decode(register.Value)!;
        Assert.Equal([create.PublicKey, create.Proof, create.Sealed], new[] { value.PublicKey, value.Proof, value.Sealed });
    }

    [Fact]
    public void Moduli_that_make_no_key_are_refused()
    {
        var n = TestKeys.Number(TestKeys.Ann.PublicKey.Modulus);
        var multiple = n / 65521 * 65521;
        Refused(n + 1, 256);
        Refused(multiple.IsEven ? multiple - 65521 : multiple, 256);
        Refused(n >> 1 | 1, 256);
        Refused(BigInteger.Zero, 256);
        Refused(BigInteger.One, 256);
        Refused(TestKeys.Number(TestKeys.Noise(128, 1)) | 1, 128);
        Refused(TestKeys.Number(TestKeys.Noise(512, 1)) | 1, 512);
        Refused(TestKeys.Number(TestKeys.Noise(257, 1)) | 1, 257);
        // p^2 q, and a p that divides q - 1: their owner knows true roots where there are any.
        foreach (var name in new[] { "square", "divides" })
        {
            var primes = TestKeys.Primes(name);
            var bad = primes.Aggregate(BigInteger.Multiply);
            var phi = name == "square" ? primes[0] * (primes[0] - 1) * (primes[2] - 1) : primes.Aggregate(BigInteger.One, (product, prime) => product * (prime - 1));
            var free = phi / BigInteger.GreatestCommonDivisor(bad, phi);
            AssertRefused("bad-key", _ledger, Prove(bad, 7, Inverse(bad % free, free)), Alice);
        }
    }

    /// <summary>That n has two factors is not proven; who makes n of more gives away only the own values, and registers like anybody else.</summary>
    [Fact]
    public void A_modulus_of_many_primes_is_only_its_makers_risk()
    {
        var primes = TestKeys.Primes("many");
        var n = primes.Aggregate(BigInteger.Multiply);
        var phi = primes.Aggregate(BigInteger.One, (product, prime) => product * (prime - 1));
        AssertRefused("bad-key", _ledger, Prove(n, n - 49, 3), Alice);
        var create = Prove(n, n - 49, Inverse(n % phi, phi));
        _ledger.Ok(create, Alice);
        using var key = PaillierPublicKey.TryParse(create.PublicKey, out _)!;
        var id = Own(Alice, "v");
        _ledger.Ok(new CreateVariable(id, VariableType.Additive, Id, key.Encrypt(5, _client.Noise(key.RandomnessBytes)), [], []), Alice);
        _ledger.Ok(new SumAdditive(id, Id, key.Encrypt(6, _client.Noise(key.RandomnessBytes))), Alice);
        var c = TestKeys.Number(_ledger.Record(id));
        Assert.Equal(11, (BigInteger.ModPow(c, phi, n * n) - 1) / n * Inverse(phi % n, n) % n);
    }

    [Fact]
    public void An_account_publishes_its_encryption_key_and_replaces_it()
    {
        using var first = HybridPrivateKey.Derive(TestKeys.Noise(32, 1));
        using var second = HybridPrivateKey.Derive(TestKeys.Noise(32, 2));
        var point = first.PublicKey.ToArray();
        foreach (var bad in new[] { [], point[1..], [.. point, 0], [2, .. point[1..]], new byte[65], [4, .. new byte[64]], [.. point[..64], (byte)(point[64] ^ 1)] })
        {
            AssertRefused("bad-key", _ledger, new PublishKey(bad), Alice);
        }
        Assert.Equal($$"""{"account":"{{Alice}}","key":"{{Base64Url.Encode(point)}}"}""", _ledger.Ok(new PublishKey(point), Alice));
        _ledger.Ok(new PublishKey(second.PublicKey.ToArray()), Alice);
        _ledger.Ok(new PublishKey(point) { As = 1 }, Alice, Bob);
        Assert.Equal((Base64Url.Encode(second.PublicKey), 2L), Published(Alice));
        Assert.Equal((Base64Url.Encode(point), 1L), Published(Bob));
    }

    private (string Key, long Version) Published(Account account)
    {
        var register = _ledger.Registers[new RegisterKey(RegisterKind.EncryptionKey, account.ToString())];
        Assert.Equal(account, register.Owner);
        return (Base64Url.Encode(EncryptionKeyValue.Decode(register.Value)!.Key), register.Version);
    }

    private void Refused(BigInteger n, int modulusBytes) =>
        AssertRefused("bad-key", _ledger, new KeyCreate(Id, Encode(n, 49, modulusBytes), new byte[8 * modulusBytes], [1]), Alice);

    /// <summary>Registers n with h = base^n and "roots" by this exponent.</summary>
    private static KeyCreate Prove(BigInteger n, BigInteger root, BigInteger exponent)
    {
        var encoded = Encode(n, BigInteger.ModPow(root, n, n * n), 256);
        using var key = PaillierPublicKey.TryParse(encoded, out var fault)!;
        Assert.Equal(KeyFault.None, fault);
        var context = ModulusProof.ContextOf(Group, Alice, Id);
        var proof = Enumerable.Range(0, ModulusProof.Challenges).SelectMany(i => TestKeys.Bytes(BigInteger.ModPow(Challenge(encoded, context, i) % n, exponent, n), 256));
        return new KeyCreate(Id, encoded, [.. proof], [1]);
    }

    /// <summary>The prover's side of the Fiat-Shamir hash, written down a second time from CRYPTOGRAPHY.md.</summary>
    private static BigInteger Challenge(byte[] encoded, byte[] context, int index)
    {
        var seed = Digest.Of([.. System.Text.Encoding.ASCII.GetBytes(DomainTags.ModulusProof), .. encoded, .. Digest.Of(context).ToArray()]).ToArray();
        var bytes = new List<byte>();
        for (var offset = 0; bytes.Count < 256 + 16; offset += 32)
        {
            bytes.AddRange(Digest.Of([.. seed, .. BigEndian(index), .. BigEndian(offset)]).ToArray());
        }
        return TestKeys.Number([.. bytes.Take(256 + 16)]);
    }

    private static byte[] BigEndian(int number) => [(byte)(number >> 24), (byte)(number >> 16), (byte)(number >> 8), (byte)number];

    private static byte[] Encode(BigInteger n, BigInteger h, int modulusBytes) => [1, .. TestKeys.Bytes(n, modulusBytes), .. TestKeys.Bytes(h, 2 * modulusBytes)];

    private static BigInteger Inverse(BigInteger value, BigInteger modulus)
    {
        var (r0, r1, t0, t1) = (modulus, value, BigInteger.Zero, BigInteger.One);
        while (!r1.IsZero)
        {
            var quotient = r0 / r1;
            (r0, r1, t0, t1) = (r1, r0 - quotient * r1, t1, t0 - quotient * t1);
        }
        Assert.True(r0.IsOne);
        return t0.Sign < 0 ? t0 + modulus : t0;
    }
}
