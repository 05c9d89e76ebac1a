using System.Text;
using System.Text.Json;
using Scew.Keys;
using Scew.Protocol.Requests;

namespace Scew.WebTests.Proof;

/// <summary>One merchant sends more than anybody can hold (H17): its answer is refused at a bound, and the others serve the page as before.</summary>
[Trait("row", "H17")]
public sealed class BombTests : IAsyncLifetime
{
    private const long Bound = 8 << 20;
    private const string Signature = "{\"member\":0,\"signature\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"},";

    private RealGroup _group = null!;
    private HostileMerchant _hostile = null!;
    private string _name = "";

    public async Task InitializeAsync()
    {
        _group = await RealGroup.StartAsync(static (_, _) => { });
        await _group.Net.StopAsync(3);
        _name = _group.Net.Merchants[3].Name;
        _hostile = new HostileMerchant(_group.Url(3).Port, _group.Origin(0));
    }

    public async Task DisposeAsync()
    {
        if (_hostile is not null)
        {
            await _hostile.DisposeAsync();
        }
        await _group.DisposeAsync();
    }

    [Fact]
    public async Task What_is_too_large_is_refused_and_the_page_goes_on()
    {
        await using var page = await SiloPage.OpenAsync(_group);
        await page.CallAsync<JsonElement>("group", (string?)null);

        // 100 MiB that are announced: not a byte is waited for.
        _hostile.Length = 100 << 20;
        _hostile.Repeat("", new string('x', 65536), 1600);
        Assert.Contains("more than", await page.CallAsync<string>("askOne", _name, "/v1/status"), StringComparison.Ordinal);

        // 100 MiB, and bodies without an end, that are not.
        _hostile.Length = null;
        Assert.Contains("more than", await page.CallAsync<string>("askOne", _name, "/v1/status"), StringComparison.Ordinal);
        _hostile.Repeat("", new string('[', 65536));
        Assert.Contains("more than", await page.CallAsync<string>("askOne", _name, "/v1/status"), StringComparison.Ordinal);
        // What the browser and the system had on their way comes on top of the bound.
        Assert.InRange(_hostile.Sent, Bound / 2, 8 * Bound);

        // A million signatures, and nothing but nesting.
        _hostile.Repeat("{\"attestations\":[", Signature, 1_000_000);
        Assert.Equal("", (await page.CallAsync<Read>("readOne", _name, "wallet", "nobody")).Badge);
        _hostile.Repeat("", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", 10_000);
        Assert.Equal("", (await page.CallAsync<Read>("readOne", _name, "wallet", "nobody")).Badge);
        Assert.Equal("malformed", await page.CallAsync<string>("millionSignatures"));

        using var key = SigningKey.Create();
        Assert.Equal("ok", (await _group.SettleAsync(new CreateWallet(IdRules.OwnPrefix(key.Account) + ":points", 0), key)).Code);
        Assert.Equal("verified", (await page.CallAsync<Shown>("read", "wallet", IdRules.OwnPrefix(key.Account) + ":points", new { fresh = true })).Badge);
        page.Page.TakeErrors();
    }

    [Fact]
    public async Task Of_a_merchant_that_lies_fast_one_lie_is_kept()
    {
        await using var page = await SiloPage.OpenAsync(_group);
        await page.CallAsync<JsonElement>("group", (string?)null);
        var asked = 0;
        var garbage = Encoding.UTF8.GetBytes(new string('x', 900_000));
        await page.AlterAsync((route, merchant, path) =>
            path != "/v1/requests" ? route.ContinueAsync() : merchant != 3 ? route.AbortAsync()
            : Interlocked.Increment(ref asked) > 0 ? SiloPage.FulfillAsync(route, 200, garbage) : Task.CompletedTask);
        using var key = SigningKey.Create();
        var wire = Encoding.ASCII.GetString(_group.Sign(new CreateWallet(IdRules.OwnPrefix(key.Account) + ":points", 0), key).Wire.Span);
        Assert.Equal(["unknown", _name], await page.CallAsync<string[]>("liars", wire, 3000));
        Assert.True(asked > 1);
        page.Page.TakeErrors();
    }

    [Theory]
    [InlineData("data: ", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
    [InlineData("id: 1.1\n", "data: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n")]
    [InlineData("", "data: {}\n\n")]
    [InlineData("id: 1.1\ndata: {}\n\nid: x\ndata: {}\n\n", ":\n")]
    [InlineData("id: 1.1\ndata: not json\n\n", ":\n")]
    [InlineData("id: 1.1\ndata: 5\n\n", ":\n")]
    public async Task A_feed_that_breaks_the_rules_is_left(string first, string again)
    {
        await using var page = await SiloPage.OpenAsync(_group);
        await page.CallAsync<JsonElement>("group", (string?)null);
        _hostile.Type = "text/event-stream";
        _hostile.Repeat(first, again);
        await page.CallAsync<object?>("watch", _name, "");
        await page.UntilAsync("() => window.state.startsWith('refused')");
        Assert.True((await page.CallAsync<JsonElement[]>("seen")).Length <= 1);
    }

    [Fact]
    public async Task Events_that_were_told_already_are_not_told_again()
    {
        await using var page = await SiloPage.OpenAsync(_group);
        await page.CallAsync<JsonElement>("group", (string?)null);
        _hostile.Type = "text/event-stream";
        _hostile.Repeat("id: 5.1\ndata: {\"a\":1}\n\nid: 5.1\ndata: {\"a\":2}\n\nid: 4.9\ndata: {\"a\":3}\n\nid: 5.2\r\ndata: {\"a\":4}\r\n\r\n", "id: 5.2\ndata: {\"a\":5}\n\n", 1000);
        await page.CallAsync<object?>("watch", _name, "");
        await page.UntilAsync("() => window.events.length === 2 && window.state.startsWith('waiting')");
        Assert.Equal(["5.1", "5.2"], (await page.CallAsync<JsonElement[]>("seen")).Select(one => one.GetProperty("id").GetString()));
        await page.CallAsync<object?>("unwatch");
    }

    private sealed record Read(string Badge, string Reason);
}
