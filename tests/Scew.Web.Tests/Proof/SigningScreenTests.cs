using System.Text;
using Scew.Protocol.Requests;
using Scew.Protocol.Tests.Groups;
using Scew.Protocol.Tests.Receipts;
using Scew.Protocol.Tests.Requests;

namespace Scew.WebTests.Proof;

/// <summary>What one sees is what one signs: the lines come from the bytes, and what has no line stops the signing. Nobody outside makes a verified value.</summary>
public class SigningScreenTests
{
    private static string Transfer => Encoding.UTF8.GetString(PayloadCodec.Encode(SampleRequests.Payload(SampleRequests.Transfer())));

    [Fact]
    public async Task Lines_say_what_the_bytes_say()
    {
        await using var page = await ProofPage.OpenAsync();
        var shown = await ShownAsync(page, Transfer);
        Assert.Empty(shown.Unknown);
        Assert.Equal(
            ["Action: Pay", "Amount: 5", "From: a:main", "To: b:main", "Signed by: " + SampleRequests.Ann.Account, "Group: " + SampleRequests.Group, "Valid until: 2026-09-21T14:13:20.000Z", "Nonce: " + SampleRequests.Nonce],
            shown.Lines.Select(line => $"{line.Label}: {line.Value}"));
    }

    [Theory]
    [InlineData("\"amount\":\"5\"", "\"amount\":\"5\",\"fee\":\"9\"", "op.fee")]
    [InlineData("\"type\":\"transfer\"", "\"type\":\"transfer2\"", "op.type")]
    [InlineData("\"type\":\"transfer\"", "\"type\":\"constructor\"", "op.type")]
    [InlineData("\"amount\":\"5\"", "\"__proto__\":{\"amount\":\"5\"},\"amount\":\"5\"", "op.__proto__")]
    [InlineData("\"nonce\"", "\"note\":\"hi\",\"nonce\"", "(not canonical JSON)")]
    [InlineData("\"validUntil\"", "\"pay\":\"more\",\"validUntil\"", "pay")]
    [InlineData("\"amount\":\"5\"", "\"amount\":\"-5\"", "(not a known operation)")]
    [InlineData("\"amount\":\"5\"", "\"amount\":\"5\",\"as\":1", "(not a known operation)")]
    public async Task What_has_no_line_is_unknown_and_is_not_signed(string from, string to, string unknown)
    {
        await using var page = await ProofPage.OpenAsync();
        var payload = Transfer.Replace(from, to, StringComparison.Ordinal);
        Assert.Contains(unknown, (await ShownAsync(page, payload)).Unknown);
        Assert.Equal("malformed", (await page.FaultAsync(ProofPage.Checks, "signBytes", Encoding.UTF8.GetBytes(payload))).Code);
    }

    [Theory]
    [InlineData("drill\u202Egnp.exe", true)]
    [InlineData("\u3164drill", true)]
    [InlineData("dr\u115F\u1160ill", true)]
    [InlineData("drill\u2800\u2800", true)]
    [InlineData("drill\u034F", true)]
    [InlineData("drill\uDB40\uDD01", true)]
    [InlineData("drill \u2764\uFE0F", false)]
    [InlineData("\u00E4 drill, \u4E00", false)]
    public async Task Text_that_one_does_not_see_is_marked(string title, bool isOdd)
    {
        await using var page = await ProofPage.OpenAsync();
        var payload = Encoding.UTF8.GetString(PayloadCodec.Encode(SampleRequests.Payload(new AssetCreate(
            "a:drill", "builtin/eshare/1", System.Collections.Immutable.ImmutableSortedDictionary<string, MachineValue>.Empty.Add("title", new MachineValue.Text(title))))));
        Assert.Equal(isOdd ? ["Input title"] : [], (await ShownAsync(page, payload)).Lines.Where(line => line.Odd).Select(line => line.Label));
    }

    [Fact]
    public async Task Only_a_check_makes_a_verified_value()
    {
        await using var page = await ProofPage.OpenAsync();
        Assert.Equal(
            ["verified", "word", "word", "word", "frozen"],
            await page.CallAsync<string[]>(ProofPage.Checks, "badges", SampleGroup.File().Encode(), SampleReceipt.Create().Encode()));
    }

    private static Task<Shown> ShownAsync(ModulePage page, string payload) => page.CallAsync<Shown>(ProofPage.Checks, "shown", Encoding.UTF8.GetBytes(payload));

    private sealed record Shown(Line[] Lines, string[] Unknown);

    private sealed record Line(string Label, string Value, string Kind, string Path, bool Odd);
}
