using System.Net;
using Scew.Keys;
using Scew.Protocol.Api;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.WebTests.Http;

/// <summary>Pages of the group's members may ask every silo; pages of other sites, and names that point here from elsewhere, may not.</summary>
[Collection(RealGroup.Name)]
public sealed class OriginTests(RealGroup group)
{
    [Fact]
    public async Task MembersPagesMayAskAndReadTheAnswer()
    {
        for (var page = 0; page < 4; page++)
        {
            using var answer = await group.GetAsync("/v1/status", 0, ("Origin", group.Origin(page)));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(group.Origin(page), Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
            Assert.Contains("Origin", answer.Headers.Vary);
        }
        // A refusal has to be readable too, and with it when to try again.
        using var refused = await group.GetAsync("/v1/receipts/x", 0, ("Origin", group.Origin(1)));
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal(group.Origin(1), Assert.Single(refused.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Equal("Retry-After", Assert.Single(refused.Headers.GetValues("Access-Control-Expose-Headers")));
    }

    [Fact]
    public async Task AMembersPageFollowsTheFeedOfAnother()
    {
        await using var page = await ModulePage.OpenAsync(group.Url(0));
        await page.RunAsync<object>("""
            (url) => new Promise((begun) => {
                window.told = [];
                window.feed = new EventSource(url);
                window.feed.addEventListener('heartbeat', begun);
                window.feed.addEventListener('message', (event) => window.told.push(JSON.parse(event.data).requestId));
            })
            """, group.Origin(2) + "/v1/events");
        using var key = SigningKey.Create();
        var receipt = await group.SettleAsync(new CreateWallet(IdRules.OwnPrefix(key.Account) + ":points", 0), key);
        await page.Page.WaitForFunctionAsync("(id) => window.told.includes(id)", receipt.RequestId.ToString());
    }

    [Theory]
    [InlineData("GET", "/v1/status", "")]
    [InlineData("GET", "/v1/events", "last-event-id")]
    [InlineData("POST", "/v1/requests", "content-type")]
    public async Task ABrowserThatAsksFirstIsAnswered(string method, string path, string headers)
    {
        using var answer = await PreflightAsync(path, group.Origin(3), method, headers);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(group.Origin(3), Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Equal("GET, POST", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Methods")));
        Assert.Equal("content-type, last-event-id", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Headers")));
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Credentials"));
    }

    [Theory]
    [Trait("row", "H13")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("http://evil.example")]
    [InlineData("http://localhost")]
    [InlineData("http://127.0.0.1")]
    [InlineData("http://127.0.0.1:1")]
    [InlineData("http://[::1]:{port}")]
    [InlineData("http://[::ffff:127.0.0.1]:{port}")]
    [InlineData("https://127.0.0.1:{port}")]
    [InlineData("http://127.0.0.1.evil.example:{port}")]
    [InlineData("http://127.1:{port}")]
    [InlineData("http://2130706433:{port}")]
    [InlineData("http://user@127.0.0.1:{port}")]
    [InlineData("http://127.0.0.1:{port}/")]
    [InlineData("http://127.0.0.1:{port}, http://evil.example")]
    [InlineData("file://")]
    [InlineData("chrome-extension://abcdefghijklmnop")]
    public async Task PagesOfOtherSitesAreForbidden(string origin)
    {
        var from = origin.Replace("{port}", group.Url(0).Port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
        foreach (var path in new[] { "/", "/app.js", "/v1/status", "/v1/events", "/v1/nothing" })
        {
            using var get = await group.GetAsync(path, 0, ("Origin", from));
            await RefusedAsync(get);
        }
        using var asked = await PreflightAsync("/v1/requests", from, "POST", "content-type");
        await RefusedAsync(asked);
        using var key = SigningKey.Create();
        var wallet = IdRules.OwnPrefix(key.Account) + ":points";
        using var posted = await group.SendAsync(
            HttpMethod.Post, "/v1/requests", 0, group.Sign(new CreateWallet(wallet, 0), key).Wire.ToArray(), MediaTypes.Request, ("Origin", from));
        await RefusedAsync(posted);
        Assert.False(await group.ExistsAsync(RegisterKind.Wallet, wallet));
    }

    [Theory]
    [Trait("row", "H13")]
    [InlineData("evil.example")]
    [InlineData("evil.example:{port}")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:1")]
    [InlineData("localhost")]
    [InlineData("localhost.evil.example:{port}")]
    [InlineData("[::1]:{port}")]
    [InlineData("[::ffff:7f00:1]:{port}")]
    [InlineData("0.0.0.0:{port}")]
    [InlineData("127.1:{port}")]
    [InlineData("2130706433:{port}")]
    public async Task ANameThatPointsHereFromElsewhereIsRefused(string host)
    {
        var name = host.Replace("{port}", group.Url(0).Port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
        foreach (var path in new[] { "/", "/v1/status", "/v1/events" })
        {
            using var answer = await group.GetAsync(path, 0, ("Host", name));
            await RefusedAsync(answer, Codes.WrongHost);
        }
    }

    private Task<HttpResponseMessage> PreflightAsync(string path, string origin, string method, string headers) => group.SendAsync(
        HttpMethod.Options, path, 0, null, null,
        ("Origin", origin), ("Access-Control-Request-Method", method), ("Access-Control-Request-Headers", headers));

    private static async Task RefusedAsync(HttpResponseMessage answer, string code = Codes.NotPermitted)
    {
        Assert.Equal(CodeRegistry.Get(code).HttpStatus, (int)answer.StatusCode);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.Contains($"\"code\":\"{code}\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
