using System.Globalization;
using Scew.Homomorphic.Keys;
using Scew.Homomorphic.Ordered;
using Scew.Protocol;

namespace Scew.WebTests.Sealed;

/// <summary>Ordered records and tokens: the page makes and opens the same bytes as the console.</summary>
public class OrderedRecordTests
{
    private const string Id = "shop:stock";
    private const string Label = "shop:stock.k2";
    private static readonly Digest Group = Digest.Of([1]);
    private static readonly byte[] Secret = SealedKeys.Noise(32, 1);

    private static readonly long[] Corners =
    [
        long.MinValue, long.MinValue + 1, int.MinValue - 1L, -65536, -17, -16, -15, -1, 0, 1, 15, 16, 255, int.MaxValue, 1L << 53, (1L << 53) + 1, 1L << 60, (1L << 60) - 1, long.MaxValue - 1, long.MaxValue,
    ];

    private static object Key(byte[]? secret = null, Digest? group = null, string label = Label) =>
        new { Master = secret ?? Secret, Group = (group ?? Group).ToArray(), Label = label };

    private static OrderedKey Own(string label = Label, string id = Id)
    {
        using var master = new MasterSecret(Secret);
        return master.OrderedKey(Group, label, id);
    }

    private static string[] Texts(IEnumerable<long> values) => [.. values.Select(static value => value.ToString(CultureInfo.InvariantCulture))];

    [Fact]
    public async Task Both_make_the_same_records_of_every_value()
    {
        await using var page = await SealedPage.OpenAsync();
        using var key = Own();
        long[] values = [.. Corners, .. Enumerable.Range(0, 40).Select(static i => BitConverter.ToInt64(SealedKeys.Noise(8, 100 + i)))];
        byte[][] salts = [.. values.Select(static (_, i) => SealedKeys.Noise(16, i))];
        byte[][] records = [.. values.Select((value, i) => key.Seal(value, salts[i]))];
        Assert.Equal(records, await page.CallAsync<byte[][]>(SealedPage.Module, "seal", Key(), Id, Texts(values), salts));
        Assert.Equal(Texts(values), await page.CallAsync<string[]>(SealedPage.Module, "open", Key(), Id, records));
    }

    [Fact]
    [Trait("row", "F16")]
    public async Task What_the_page_seals_opens_here_and_no_two_are_alike()
    {
        await using var page = await SealedPage.OpenAsync();
        using var key = Own();
        var records = await page.CallAsync<byte[][]>(SealedPage.Module, "sealFresh", Key(), Id, Texts([.. Corners, 7, 7, 7]));
        Assert.Equal(records.Length, records.Select(Convert.ToHexString).Distinct().Count());
        Assert.Equal(records.Length, records.Select(static record => Convert.ToHexString(record, 1, 16)).Distinct().Count());
        Assert.Equal([.. Corners, 7, 7, 7], records.Select(record => key.TryOpen(record, out var value) ? value : throw new InvalidOperationException("does not open")));
    }

    [Fact]
    [Trait("row", "F10")]
    public async Task A_record_of_which_any_bit_was_changed_does_not_open()
    {
        await using var page = await SealedPage.OpenAsync();
        using var key = Own();
        var record = key.Seal(-1234567, SealedKeys.Noise(16, 3));
        byte[][] bad =
        [
            [], record[..^1], [.. record, 0], SealedKeys.Noise(105, 4), new byte[105], SealedKeys.Noise(1 << 20, 5),
            .. Enumerable.Range(0, record.Length).Select(i => record.Select((one, at) => at == i ? (byte)(one ^ (1 << i % 8)) : one).ToArray()),
        ];
        Assert.All(await page.CallAsync<string?[]>(SealedPage.Module, "open", Key(), Id, bad), Assert.Null);
    }

    // The stored value says one thing to who opens it and another to who compares it: neither may pass.
    [Fact]
    public async Task A_record_whose_parts_disagree_does_not_open()
    {
        await using var page = await SealedPage.OpenAsync();
        using var key = Own();
        var salt = SealedKeys.Noise(16, 3);
        var (low, high) = (key.Seal(10, salt), key.Seal(1_000_000, salt));
        byte[][] bad = [[.. low[..41], .. high[41..]], [.. high[..33], .. low[33..]], [.. low[..33], .. high[33..41], .. low[41..]]];
        Assert.All(await page.CallAsync<string?[]>(SealedPage.Module, "open", Key(), Id, bad), Assert.Null);
        Assert.Null(await page.CallAsync<byte[][]?>(SealedPage.Module, "tokens", Key(), Id, bad[0], Texts([1])));
        Assert.Null(await page.CallAsync<object?>(SealedPage.Module, "sum", Key(), Id, bad[0], "1", SealedKeys.Noise(16, 9)));
    }

    [Fact]
    public async Task A_record_opens_under_its_own_master_group_label_and_id_only()
    {
        await using var page = await SealedPage.OpenAsync();
        using var key = Own();
        byte[][] records = [key.Seal(5, SealedKeys.Noise(16, 3))];
        Assert.Equal("5", Assert.Single(await page.CallAsync<string?[]>(SealedPage.Module, "open", Key(), Id, records)));
        foreach (var (other, id) in new[]
        {
            (Key(secret: SealedKeys.Noise(32, 2)), Id), (Key(group: Digest.Of([2])), Id), (Key(label: Id), Id), (Key(), "shop:other"),
        })
        {
            Assert.Null(Assert.Single(await page.CallAsync<string?[]>(SealedPage.Module, "open", other, id, records)));
        }
    }

    [Fact]
    public async Task Both_make_the_same_tokens_and_they_compare_as_integers_do()
    {
        await using var page = await SealedPage.OpenAsync();
        using var key = Own();
        foreach (var stored in new[] { long.MinValue, -17, 0, (1L << 53) + 1, long.MaxValue })
        {
            var record = key.Seal(stored, SealedKeys.Noise(16, 3));
            var tokens = await page.CallAsync<byte[][]>(SealedPage.Module, "tokens", Key(), Id, record, Texts(Corners));
            Assert.Equal(key.Tokens(record, Corners)!, tokens);
            Assert.Equal(
                Corners.Select(argument => stored < argument ? OrderOutcome.Less : stored == argument ? OrderOutcome.Equal : OrderOutcome.Greater),
                tokens.Select(token => OrderToken.Compare(record, token)));
        }
    }

    [Fact]
    public async Task Both_make_the_same_of_a_sum()
    {
        await using var page = await SealedPage.OpenAsync();
        using var key = Own();
        var record = key.Seal(40, SealedKeys.Noise(16, 3));
        var expected = key.Sum("", record, -2, SealedKeys.Noise(16, 4))!;
        var made = await page.CallAsync<Made>(SealedPage.Module, "sum", Key(), Id, record, "-2", SealedKeys.Noise(16, 4));
        Assert.Equal(expected.Record.ToArray(), made.Record);
        Assert.Equal("-2", made.Addend);
        Assert.Equal(expected.OldKey, made.OldKey);
        Assert.Equal(expected.NewKey, made.NewKey);
        Assert.Equal(expected.NewSalt, made.NewSalt);
        Assert.NotEqual(
            (await page.CallAsync<Made>(SealedPage.Module, "sumFresh", Key(), Id, record, "1")).NewSalt, (await page.CallAsync<Made>(SealedPage.Module, "sumFresh", Key(), Id, record, "1")).NewSalt);
        // A second record under the salt of the first would show which tokens work on both.
        await page.FaultAsync(SealedPage.Module, "sum", Key(), Id, record, "1", SealedKeys.Noise(16, 3));
    }

    [Fact]
    public async Task What_is_no_value_no_id_and_no_secret_is_refused()
    {
        await using var page = await SealedPage.OpenAsync();
        foreach (var value in new[] { "9223372036854775808", "-9223372036854775809", "1" + new string('0', 400) })
        {
            Assert.Equal("usage", (await page.FaultAsync(SealedPage.Module, "sealFresh", Key(), Id, new[] { value })).Code);
        }
        foreach (var id in new[] { "", "A", "a b", "a\n", "ä", new string('a', 129) })
        {
            Assert.Equal("usage", (await page.FaultAsync(SealedPage.Module, "sealFresh", Key(), id, Texts([1]))).Code);
            Assert.Equal("usage", (await page.FaultAsync(SealedPage.Module, "sealFresh", Key(label: id), Id, Texts([1]))).Code);
        }
        foreach (var secret in new[] { new byte[32], SealedKeys.Noise(31, 1), SealedKeys.Noise(33, 1), [] })
        {
            Assert.Equal("usage", (await page.FaultAsync(SealedPage.Module, "sealFresh", Key(secret: secret), Id, Texts([1]))).Code);
        }
    }

    private sealed record Made(byte[] Record, string Addend, byte[] OldKey, byte[] NewKey, byte[] NewSalt);
}
