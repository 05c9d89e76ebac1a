using System.Numerics;
using Scew.Homomorphic.Additive;
using Scew.Homomorphic.Keys;
using Scew.Protocol;

namespace Scew.WebTests.Sealed;

/// <summary>Paillier keys: made of the same primes, proven, sealed and opened as the console does it, and refused for the same reasons.</summary>
public class PaillierKeyTests
{
    private const string KeyId = "ann:key";
    private static readonly Digest Group = Digest.Of([1]);
    private static readonly Account Account = new(Digest.Of([2]));
    private static readonly byte[] Secret = SealedKeys.Noise(32, 1);

    [Theory]
    [InlineData(2048)]
    [InlineData(3072)]
    public async Task Both_make_the_same_key_proof_and_sealed_key(int bits)
    {
        await using var page = await SealedPage.OpenAsync();
        var (key, name) = (SealedKeys.Of(bits), SealedKeys.NameOf(bits));
        var made = await page.CallAsync<MadeKey>(SealedPage.Module, "make", SealedKeys.Q(name), SealedKeys.P(name), bits, SealedKeys.Seed(name));
        Assert.Null(made.Fault);
        Assert.Equal(key.PublicKey.Encoded.ToArray(), made.PublicKey);
        Assert.Equal(SealedKeys.Export(key), made.Exported);
        Assert.Equal(
            ModulusProof.Prove(key, ModulusProof.ContextOf(Group, Account, KeyId)),
            await page.CallAsync<byte[]>(SealedPage.Module, "prove", SealedKeys.Whole(key), Group.ToArray(), Account.Thumbprint.ToArray(), KeyId));
        using var master = new MasterSecret(Secret);
        Assert.Equal(
            SealedPaillierKey.Seal(master, Group, KeyId, key, SealedKeys.Noise(12, 5)),
            await page.CallAsync<byte[]>(SealedPage.Module, "sealPaillier", Secret, Group.ToArray(), KeyId, SealedKeys.Whole(key), SealedKeys.Noise(12, 5)));
    }

    [Theory]
    [InlineData(2048)]
    [InlineData(3072)]
    public async Task Each_opens_what_the_other_sealed(int bits)
    {
        await using var page = await SealedPage.OpenAsync();
        var key = SealedKeys.Of(bits);
        using var master = new MasterSecret(Secret);
        var publicKey = key.PublicKey.Encoded.ToArray();
        var sealedHere = SealedPaillierKey.Seal(master, Group, KeyId, key, SealedKeys.Noise(12, 6));
        Assert.Equal(SealedKeys.Export(key), await page.CallAsync<byte[]?>(SealedPage.Module, "openPaillier", Secret, Group.ToArray(), KeyId, publicKey, sealedHere));
        var sealedThere = await page.CallAsync<byte[]>(SealedPage.Module, "sealPaillier", Secret, Group.ToArray(), KeyId, SealedKeys.Whole(key));
        using var opened = SealedPaillierKey.TryOpen(master, Group, KeyId, publicKey, sealedThere)!;
        Assert.Equal(SealedKeys.Export(key), SealedKeys.Export(opened));
    }

    [Fact]
    public async Task A_sealed_key_opens_in_its_own_place_only()
    {
        await using var page = await SealedPage.OpenAsync();
        using var master = new MasterSecret(Secret);
        var publicKey = SealedKeys.Ann.PublicKey.Encoded.ToArray();
        var good = SealedPaillierKey.Seal(master, Group, KeyId, SealedKeys.Ann, SealedKeys.Noise(12, 6));
        Task<byte[]?> Open(byte[] secret, Digest group, string id, byte[] key, byte[] bytes) =>
            page.CallAsync<byte[]?>(SealedPage.Module, "openPaillier", secret, group.ToArray(), id, key, bytes);
        Assert.NotNull(await Open(Secret, Group, KeyId, publicKey, good));
        Assert.Null(await Open(SealedKeys.Noise(32, 2), Group, KeyId, publicKey, good));
        Assert.Null(await Open(Secret, Digest.Of([3]), KeyId, publicKey, good));
        Assert.Null(await Open(Secret, Group, "ann:key2", publicKey, good));
        Assert.Null(await Open(Secret, Group, KeyId, SealedKeys.Long.PublicKey.Encoded.ToArray(), good));
        Assert.Null(await Open(Secret, Group, KeyId, [.. publicKey[..^1], (byte)(publicKey[^1] ^ 1)], good));
        foreach (var bad in new[] { [], good[..^1], [.. good, 0], [2, .. good[1..]], [.. good[..40], (byte)(good[40] ^ 1), .. good[41..]], new byte[good.Length], SealedKeys.Noise(1 << 20, 1) })
        {
            Assert.Null(await Open(Secret, Group, KeyId, publicKey, bad));
        }
    }

    [Fact]
    [Trait("row", "F10")]
    [Trait("row", "F12")]
    public async Task Public_keys_are_refused_for_the_same_reasons()
    {
        await using var page = await SealedPage.OpenAsync();
        var encoded = SealedKeys.Ann.PublicKey.Encoded.ToArray();
        var (n, h, p) = (SealedKeys.Number(encoded.AsSpan(1, 256)), SealedKeys.Number(encoded.AsSpan(257)), SealedKeys.Number(SealedKeys.P("a")));
        var many = SealedKeys.Primes("many").Aggregate(BigInteger.Multiply);
        byte[][] cases =
        [
            [], encoded, encoded[..^1], [.. encoded, 0], [2, .. encoded[1..]], [1, .. new byte[3 * 128]], [1, .. SealedKeys.Noise(3 * 512, 1)], SealedKeys.Noise(1 << 20, 2),
            Encode(0, h), Encode(n >> 1 | 1, h), Encode(n + 1, h), Encode(Odd(n / 3 * 3, 3), h), Encode(Odd(n / 257 * 257, 257), h), Encode(Odd(n / 65521 * 65521, 65521), h),
            .. new[] { BigInteger.Zero, 1, n, n + 1, n - 1, n * n - 1, n * n, n * n + 5, p * 12345, (BigInteger.One << 4096) - 1 }.Select(bad => Encode(n, bad)),
            // Only its maker is harmed, and only the proof would tell.
            Encode(many, BigInteger.ModPow(many - 49, many, many * many)),
            SealedKeys.Long.PublicKey.Encoded.ToArray(),
        ];
        var expected = cases.Select(static one =>
        {
            using var key = PaillierPublicKey.TryParse(one, out var fault);
            return SealedWords.Of(fault);
        }).ToArray();
        Assert.Equal(7, expected.Distinct().Count());
        Assert.Equal(expected, await page.CallAsync<string?[]>(SealedPage.Module, "publicFaults", [cases]));

        static BigInteger Odd(BigInteger multiple, int factor) => multiple.IsEven ? multiple - factor : multiple;
    }

    [Fact]
    [Trait("row", "F12")]
    public async Task Factors_are_refused_for_the_same_reasons()
    {
        await using var page = await SealedPage.OpenAsync();
        var (p, q, encoded) = (SealedKeys.P("a"), SealedKeys.Q("a"), SealedKeys.Ann.PublicKey.Encoded.ToArray());
        var composite = SealedKeys.Number(p) | 3;
        while (composite % 5 != 0 || composite % 4 != 3)
        {
            composite += 4;
        }
        foreach (var (first, second) in new[]
        {
            (SealedKeys.P("notBlum"), SealedKeys.Q("notBlum")), (SealedKeys.P("shared"), SealedKeys.Q("shared")), (SealedKeys.P("close"), SealedKeys.Q("close")), (p, p), ([0, .. p[1..]], q),
            (SealedKeys.Bytes(composite, 128), q), (new byte[128], q),
        })
        {
            var made = PaillierPrivateKey.TryCreate(first, second, SealedKeys.Seed("a"), out var fault);
            Assert.Null(made);
            Assert.Equal(SealedWords.Of(fault), (await page.CallAsync<MadeKey>(SealedPage.Module, "make", first, second, 2048, SealedKeys.Seed("a"))).Fault);
        }
        var (n, h) = (SealedKeys.Number(encoded.AsSpan(1, 256)), SealedKeys.Number(encoded.AsSpan(257)));
        var split = SealedKeys.Primes("split");
        foreach (var (exported, publicKey) in new[]
        {
            (SealedKeys.Export(SealedKeys.Ann), Encode(n, h * (1 + n) % (n * n))), ([1, .. SealedKeys.P("b"), .. SealedKeys.Q("b")], encoded), ([1, .. q, .. p], encoded),
            ([1, .. p, .. p], encoded), ([2, .. p, .. q], encoded), ([1, .. p, .. q[1..]], encoded), ([1, .. p, .. q], encoded[..^1]), ([], encoded),
            ([1, .. Greater(split[0] * split[1], split[2] * split[3])], Encode(split.Aggregate(BigInteger.Multiply), 4)),
            (SealedKeys.Export(SealedKeys.Long), encoded),
        })
        {
            Assert.Null(PaillierPrivateKey.TryImport(exported, publicKey, out var fault));
            Assert.Equal(SealedWords.Of(fault), await page.CallAsync<string?>(SealedPage.Module, "importFault", exported, publicKey));
        }

        static byte[] Greater(BigInteger a, BigInteger b) => [.. SealedKeys.Bytes(BigInteger.Max(a, b), 128), .. SealedKeys.Bytes(BigInteger.Min(a, b), 128)];
    }

    private static byte[] Encode(BigInteger n, BigInteger h) => [1, .. SealedKeys.Bytes(n, 256), .. SealedKeys.Bytes(h, 512)];

    private sealed record MadeKey(string? Fault, byte[]? PublicKey, byte[]? Exported);
}
