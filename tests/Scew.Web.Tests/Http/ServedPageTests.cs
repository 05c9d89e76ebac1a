using System.IO.Compression;
using System.Net;
using System.Text;

namespace Scew.WebTests.Http;

/// <summary>The page's files as a real silo serves them.</summary>
[Collection(RealGroup.Name)]
public sealed class ServedPageTests(RealGroup group)
{
    public static TheoryData<string> Files() =>
        [.. Directory.EnumerateFiles(ServedFiles.Wwwroot, "*", SearchOption.AllDirectories)
            .Select(file => "/" + Path.GetRelativePath(ServedFiles.Wwwroot, file).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task EveryFileOfThePageIsServedAsItIsAndNothingElse(string path)
    {
        using var answer = await group.GetAsync(path);
        if (path.EndsWith(".md", StringComparison.Ordinal) || path.Contains("/.", StringComparison.Ordinal))
        {
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            return;
        }
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(await File.ReadAllBytesAsync(ServedFiles.Wwwroot + path), await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal(ServedFiles.ContentType(path), answer.Content.Headers.ContentType!.ToString());
    }

    [Fact]
    public async Task TheRootIsTheIndex()
    {
        using var root = await group.GetAsync("/");
        Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(ServedFiles.Wwwroot, "index.html")), await root.Content.ReadAsByteArrayAsync());
        Assert.Equal("text/html; charset=utf-8", root.Content.Headers.ContentType!.ToString());
    }

    [Fact]
    public async Task ABrowserKeepsAFileAndAsksWhetherItIsStillTheSame()
    {
        using var first = await group.GetAsync("/index.html");
        var tag = first.Headers.ETag!.ToString();
        Assert.Equal("no-cache", first.Headers.CacheControl!.ToString());
        using var again = await group.GetAsync("/index.html", 0, ("If-None-Match", "\"other\", W/" + tag));
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Equal(tag, again.Headers.ETag!.ToString());
        Assert.Empty(await again.Content.ReadAsByteArrayAsync());
        using var changed = await group.GetAsync("/index.html", 0, ("If-None-Match", "\"other\""));
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        // The same file, the same tag at every merchant.
        using var elsewhere = await group.GetAsync("/index.html", 1);
        Assert.Equal(tag, elsewhere.Headers.ETag!.ToString());
    }

    [Theory]
    [InlineData("br;q=0, gzip;q=0, *", null)]
    [InlineData("br;q=0, gzip", "gzip")]
    [InlineData("gzip, deflate, br, zstd", "br")]
    public async Task AFileIsSentCompressedToWhoeverTakesIt(string accepted, string? encoding)
    {
        using var plain = await group.GetAsync("/index.html", 0, ("Accept-Encoding", "identity"));
        Assert.Empty(plain.Content.Headers.ContentEncoding);
        using var answer = await group.GetAsync("/index.html", 0, ("Accept-Encoding", accepted));
        Assert.Equal(encoding, answer.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.Contains("Accept-Encoding", answer.Headers.Vary);
        Assert.Equal(encoding is null, plain.Headers.ETag!.Equals(answer.Headers.ETag));
        Assert.Equal(await plain.Content.ReadAsByteArrayAsync(), await OpenedAsync(answer));
    }

    /// <summary>Who opens every page of it has loaded this much: over https, where browsers take brotli, and on this machine.</summary>
    [Theory]
    [InlineData("br", 280_000)]
    [InlineData("gzip", 325_000)]
    public async Task AllOfItIsSmallWhenCompressed(string encoding, int maxBytes)
    {
        var sum = 0L;
        foreach (var file in Directory.EnumerateFiles(ServedFiles.Wwwroot, "*", SearchOption.AllDirectories).Where(static file => !file.EndsWith(".md", StringComparison.Ordinal)))
        {
            using var answer = await group.GetAsync("/" + Path.GetRelativePath(ServedFiles.Wwwroot, file), 0, ("Accept-Encoding", encoding));
            sum += (await answer.Content.ReadAsByteArrayAsync()).Length;
        }
        Assert.InRange(sum, 1, maxBytes);
    }

    [Fact]
    public async Task HeadIsAnsweredAndAnythingElseRefused()
    {
        using var head = await group.SendAsync(HttpMethod.Head, "/app.js");
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(new FileInfo(Path.Combine(ServedFiles.Wwwroot, "app.js")).Length, head.Content.Headers.ContentLength);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
        foreach (var method in new[] { HttpMethod.Put, HttpMethod.Delete, HttpMethod.Options })
        {
            using var refused = await group.SendAsync(method, "/app.js");
            Assert.Equal(HttpStatusCode.MethodNotAllowed, refused.StatusCode);
        }
    }

    [Theory]
    [InlineData("/APP.JS")]
    [InlineData("/app.js/")]
    [InlineData("/./README.md")]
    [InlineData("/%2e%2e/scew-silo.dll")]
    [InlineData("/..%2fscew-silo.dll")]
    [InlineData("/..%5cscew-silo.dll")]
    [InlineData("/proof/../../scew-silo.dll")]
    [InlineData("/wwwroot/index.html")]
    [InlineData("/index.html%00.js")]
    [InlineData("//evil.example/%2e%2e")]
    public async Task NoPathLeadsElsewhere(string path)
    {
        using var socket = new System.Net.Sockets.TcpClient();
        await socket.ConnectAsync(group.Url(0).Host, group.Url(0).Port);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {group.Url(0).Authority}\r\nConnection: close\r\n\r\n"));
        var answer = await new StreamReader(stream).ReadToEndAsync();
        Assert.Contains(answer[..12], new[] { "HTTP/1.1 404", "HTTP/1.1 400" });
        Assert.DoesNotContain("Location:", answer, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task ChromiumOpensItWithoutAnError()
    {
        await using var page = await ModulePage.OpenAsync(group.Url(2));
        await page.Page.WaitForLoadStateAsync(Microsoft.Playwright.LoadState.NetworkIdle);
        Assert.True(await page.RunAsync<bool>("() => isSecureContext && crypto.subtle !== undefined && trustedTypes !== undefined"));
        Assert.NotEmpty(await page.Page.TitleAsync());
        Assert.Empty(await page.Context.CookiesAsync());
    }

    private static async Task<byte[]> OpenedAsync(HttpResponseMessage answer)
    {
        var body = await answer.Content.ReadAsStreamAsync();
        await using var opened = answer.Content.Headers.ContentEncoding.SingleOrDefault() switch
        {
            "br" => new BrotliStream(body, CompressionMode.Decompress),
            "gzip" => new GZipStream(body, CompressionMode.Decompress),
            _ => body,
        };
        using var bytes = new MemoryStream();
        await opened.CopyToAsync(bytes);
        return bytes.ToArray();
    }
}
