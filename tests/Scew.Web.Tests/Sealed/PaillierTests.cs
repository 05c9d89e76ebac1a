using System.Globalization;
using System.Numerics;
using Scew.Homomorphic.Additive;

namespace Scew.WebTests.Sealed;

/// <summary>Paillier in the page against that of Scew.Homomorphic: the same bytes, the same refusals, and each decrypts what the other encrypted.</summary>
public class PaillierTests
{
    private static readonly long[] Corners = [long.MinValue, long.MinValue + 1, -(1L << 53) - 1, -5, -1, 0, 1, 5, (1L << 53) + 1, long.MaxValue - 1, long.MaxValue];

    private static string[] Texts(IEnumerable<long> values) => [.. values.Select(static value => value.ToString(CultureInfo.InvariantCulture))];

    [Theory]
    [InlineData(2048)]
    [InlineData(3072)]
    public async Task Both_make_the_same_ciphertexts_of_the_same_random_bytes(int bits)
    {
        await using var page = await SealedPage.OpenAsync();
        var key = SealedKeys.Of(bits);
        var (own, others) = (SealedKeys.Noise(key.RandomnessBytes, 1), SealedKeys.Noise(key.PublicKey.RandomnessBytes, 2));
        Assert.Equal(
            Corners.Select(value => key.PublicKey.Encrypt(value, others)),
            await page.CallAsync<byte[][]>(SealedPage.Module, "encryptAll", key.PublicKey.Encoded.ToArray(), Texts(Corners), others));
        Assert.Equal(
            Corners.Select(value => key.Encrypt(value, own)), await page.CallAsync<byte[][]>(SealedPage.Module, "encryptOwned", SealedKeys.Whole(key), Texts(Corners), own));
    }

    [Theory]
    [InlineData(2048)]
    [InlineData(3072)]
    public async Task Each_decrypts_what_the_other_encrypted(int bits)
    {
        await using var page = await SealedPage.OpenAsync();
        var key = SealedKeys.Of(bits);
        byte[][] made = [.. Corners.Select((value, i) => key.Encrypt(value, SealedKeys.Noise(key.RandomnessBytes, 10 + i)))];
        Assert.Equal(Texts(Corners), await page.CallAsync<string[]>(SealedPage.Module, "decryptAll", SealedKeys.Whole(key), made));

        byte[][] theirs =
        [
            .. await page.CallAsync<byte[][]>(SealedPage.Module, "encryptAll", key.PublicKey.Encoded.ToArray(), Texts(Corners)),
            .. await page.CallAsync<byte[][]>(SealedPage.Module, "encryptOwned", SealedKeys.Whole(key), Texts(Corners)),
        ];
        Assert.Equal([.. Corners, .. Corners], theirs.Select(one => (long)key.Decrypt(one)!.Value));
        Assert.All(theirs, one => Assert.Equal(CiphertextFault.None, key.PublicKey.Check(one)));
        Assert.Equal(theirs.Length, theirs.Select(Convert.ToHexString).Distinct().Count());
    }

    [Fact]
    public async Task Sums_are_those_of_integers_and_may_leave_64_bits()
    {
        await using var page = await SealedPage.OpenAsync();
        var key = SealedKeys.Ann;
        byte[] Of(long value, int seed) => key.Encrypt(value, SealedKeys.Noise(key.RandomnessBytes, seed));
        byte[][][] pairs = [[Of(40, 1), Of(-49, 2)], [Of(long.MaxValue, 3), Of(long.MaxValue, 4)], [Of(long.MinValue, 5), Of(-1, 6)], [Of(-7, 7), Of(7, 8)]];
        var sums = await page.CallAsync<byte[][]>(SealedPage.Module, "sums", key.PublicKey.Encoded.ToArray(), pairs);
        Assert.Equal(pairs.Select(pair => key.PublicKey.Add(pair[0], pair[1])), sums);
        Assert.Equal(
            ["-9", "18446744073709551614", "-9223372036854775809", "0"], await page.CallAsync<string[]>(SealedPage.Module, "decryptAll", SealedKeys.Whole(key), sums));
        byte[][][] bad = [[new byte[512], Of(1, 1)], [Of(1, 1), new byte[511]], [Of(1, 1), [.. Enumerable.Repeat((byte)255, 512)]]];
        Assert.All(await page.CallAsync<byte[]?[]>(SealedPage.Module, "sums", key.PublicKey.Encoded.ToArray(), bad), Assert.Null);
    }

    [Theory]
    [InlineData(2048)]
    [InlineData(3072)]
    public async Task Openings_are_those_that_modules_check(int bits)
    {
        await using var page = await SealedPage.OpenAsync();
        var key = SealedKeys.Of(bits);
        var sum = key.PublicKey.Add(key.Encrypt(1, SealedKeys.Noise(key.RandomnessBytes, 1)), key.PublicKey.Encrypt(-3, SealedKeys.Noise(key.PublicKey.RandomnessBytes, 2)))!;
        byte[][] records = [key.Encrypt(-42, SealedKeys.Noise(key.RandomnessBytes, 3)), sum];
        var openings = await page.CallAsync<Opened[]>(SealedPage.Module, "openAll", SealedKeys.Whole(key), records);
        for (var i = 0; i < records.Length; i++)
        {
            using var expected = key.Open(records[i])!;
            Assert.Equal(expected.Residue.ToArray(), openings[i].Residue);
            Assert.Equal(expected.Root.ToArray(), openings[i].Root);
            Assert.True(AdditiveOpening.Holds(key.PublicKey.Modulus, records[i], openings[i].Residue, openings[i].Root));
        }
    }

    [Fact]
    [Trait("row", "F10")]
    [Trait("row", "F11")]
    public async Task Bytes_that_are_no_ciphertext_are_refused_with_the_reason_and_never_decrypted()
    {
        await using var page = await SealedPage.OpenAsync();
        var key = SealedKeys.Ann;
        var (n, p) = (SealedKeys.Number(key.PublicKey.Modulus), SealedKeys.Number(SealedKeys.P("a")));
        BigInteger[] numbers =
        [
            0, 1, 2, n - 2, n - 1, n, n + 1, n + 2, 2 * n, 7 * n, 1 + 5 * n, p, p * p, 12345 * p, n * n - 1, n * n - 1 - 5 * n, n * n - n, n * n, n * n + 1, (BigInteger.One << 4096) - 1,
        ];
        var longer = SealedKeys.Long;
        byte[][] cases =
        [
            .. numbers.Select(static number => SealedKeys.Bytes(number, 512)), [], SealedKeys.Noise(511, 1), [0, .. SealedKeys.Noise(512, 2)], SealedKeys.Noise(1 << 20, 3),
            longer.Encrypt(1, SealedKeys.Noise(longer.RandomnessBytes, 1)),
        ];
        var expected = cases.Select(one => key.PublicKey.Check(one)).ToArray();
        Assert.Equal(5, expected.Distinct().Count());
        Assert.Equal(expected.Select(SealedWords.Of), await page.CallAsync<string?[]>(SealedPage.Module, "faults", key.PublicKey.Encoded.ToArray(), cases));
        Assert.Equal(cases.Select(one => key.Decrypt(one)?.ToString(CultureInfo.InvariantCulture)), await page.CallAsync<string?[]>(SealedPage.Module, "decryptAll", SealedKeys.Whole(key), cases));
        Assert.Equal(
            cases.Select(one => key.Open(one) is null), (await page.CallAsync<Opened?[]>(SealedPage.Module, "openAll", SealedKeys.Whole(key), cases)).Select(static one => one is null));
    }

    [Fact]
    public async Task Randomness_that_is_none_encrypts_nothing()
    {
        await using var page = await SealedPage.OpenAsync();
        var key = SealedKeys.Ann;
        foreach (var bad in new[] { new byte[key.PublicKey.RandomnessBytes], SealedKeys.Noise(16, 1), [] })
        {
            await page.FaultAsync(SealedPage.Module, "encryptAll", key.PublicKey.Encoded.ToArray(), Texts([1]), bad);
            await page.FaultAsync(SealedPage.Module, "encryptOwned", SealedKeys.Whole(key), Texts([1]), bad);
        }
    }

    private sealed record Opened(byte[] Residue, byte[] Root);
}
