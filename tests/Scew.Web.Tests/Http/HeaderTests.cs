using System.Net;

namespace Scew.WebTests.Http;

/// <summary>What every answer forbids the browser, word for word.</summary>
[Collection(RealGroup.Name)]
public sealed class HeaderTests(RealGroup group)
{
    [Theory]
    [Trait("row", "H8")]
    [Trait("row", "H10")]
    [InlineData("GET", "/", 200)]
    [InlineData("GET", "/app.js", 200)]
    [InlineData("HEAD", "/style.css", 200)]
    [InlineData("GET", "/v1/group", 200)]
    [InlineData("GET", "/v1/status", 200)]
    [InlineData("GET", "/openapi/v1.json", 200)]
    [InlineData("GET", "/health/live", 200)]
    [InlineData("GET", "/v1/nothing", 404)]
    [InlineData("GET", "/v1/wallets?limit=many", 400)]
    [InlineData("DELETE", "/v1/status", 405)]
    [InlineData("DELETE", "/", 405)]
    [InlineData("POST", "/v1/requests", 415)]
    public async Task EveryAnswerCarriesThemExactly(string method, string path, int status)
    {
        using var answer = await group.SendAsync(new HttpMethod(method), path);
        Assert.Equal(status, (int)answer.StatusCode);
        ExactlyOn(answer);
    }

    [Fact]
    [Trait("row", "H8")]
    public async Task SoDoRefusalsAndUnchangedFiles()
    {
        using var refused = await group.GetAsync("/", 0, ("Origin", "https://evil.example"));
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        ExactlyOn(refused);
        using var first = await group.GetAsync("/");
        using var unchanged = await group.GetAsync("/", 0, ("If-None-Match", first.Headers.ETag!.ToString()));
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        ExactlyOn(unchanged);
    }

    private void ExactlyOn(HttpResponseMessage answer)
    {
        var members = string.Join(' ', Enumerable.Range(0, 4).Select(group.Origin));
        Assert.Equal(
            $"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self' {members}; manifest-src 'self'; require-trusted-types-for 'script'; "
            + "trusted-types worker; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
            Header(answer, "Content-Security-Policy"));
        Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
        Assert.Equal("DENY", Header(answer, "X-Frame-Options"));
        Assert.Equal("no-referrer", Header(answer, "Referrer-Policy"));
        Assert.Equal("same-origin", Header(answer, "Cross-Origin-Opener-Policy"));
        Assert.Equal("same-origin", Header(answer, "Cross-Origin-Resource-Policy"));
        Assert.Contains("Origin", answer.Headers.Vary);
        Assert.All(Header(answer, "Permissions-Policy").Split(", "), one => Assert.EndsWith("=()", one, StringComparison.Ordinal));
        foreach (var absent in new[] { "Set-Cookie", "Server", "X-Powered-By", "Access-Control-Allow-Origin", "Access-Control-Allow-Credentials", "Location" })
        {
            Assert.False(answer.Headers.Contains(absent), absent);
        }
    }

    private static string Header(HttpResponseMessage answer, string name) => Assert.Single(answer.Headers.GetValues(name));
}
