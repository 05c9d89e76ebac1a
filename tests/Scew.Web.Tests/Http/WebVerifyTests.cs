using System.Text.Json;
using Scew.Protocol.Pages;

namespace Scew.WebTests.Http;

/// <summary>The console finds every page that is not what merchants sign, and says what it cannot prove.</summary>
[Trait("row", "H5")]
public sealed class WebVerifyTests
{
    private const string NotProven = "that you at another visit, or another visitor, is sent the same; only bytes, and headers that a browser obeys, were compared, as they were sent to this machine now";

    [Fact]
    public async Task AnAlteredByteOfAnyFileIsFound()
    {
        using var page = new PageCopy();
        // Whichever bit of whichever file it is; the seed only makes a failure repeatable.
        var random = new Random(5);
        foreach (var path in PageCopy.Served)
        {
            page.Alter(path, random);
        }
        var group = await RealGroup.StartAsync((merchant, config) => config["page"] = merchant == 2 ? page.Folder : null);
        try
        {
            using var console = await RealConsole.ForAsync(group);
            await HonestAsync(group, console);
            var (exit, output, error) = await console.RunAsync("web", "verify", group.Url(2).ToString(), "--json");
            Assert.True(exit == 8, error + output);
            var details = JsonDocument.Parse(output).RootElement.GetProperty("error").GetProperty("details");
            Assert.Equal(["a", "b", "d"], Strings(details.GetProperty("signedBy")));
            Assert.Equal(
                PageCopy.Served.Prepend("/").Select(path => (path, "differs")), details.GetProperty("files").EnumerateArray().Select(file => (file.GetProperty("path").GetString(), file.GetProperty("state").GetString()))!);
        }
        finally
        {
            await group.DisposeAsync();
        }
    }

    [Fact]
    public async Task ADifferentAMissingAndAnExtraFileAreNamedAndAnHonestManifestCoversNoLie()
    {
        using var page = new PageCopy();
        await File.AppendAllTextAsync(page.File("/app.js"), "\n");
        File.Delete(page.File("/style.css"));
        await File.WriteAllTextAsync(page.File("/steal.js"), "export {};\n");
        var group = await RealGroup.StartAsync((merchant, config) => config["page"] = merchant == 1 ? page.Folder : null);
        try
        {
            using var console = await RealConsole.ForAsync(group);
            await NamedAsync(group, console, page);
            await LyingSiteAsync(group, console);
            await SteeringSiteAsync(group, console);
            await BorrowedWordsAsync(group, console);
        }
        finally
        {
            await group.DisposeAsync();
        }
    }

    [Fact]
    public async Task NothingIsVerifiedWhereMerchantsSignDifferentPages()
    {
        var pages = Enumerable.Range(0, 4).Select(merchant =>
        {
            var page = new PageCopy();
            File.AppendAllText(page.File("/app.js"), new string('\n', merchant));
            return page;
        }).ToArray();
        var group = await RealGroup.StartAsync((merchant, config) => config["page"] = pages[merchant].Folder);
        try
        {
            using var console = await RealConsole.ForAsync(group);
            var (exit, output, error) = await console.RunAsync("web", "verify", group.Origin(0));
            Assert.Equal((7, ""), (exit, output));
            Assert.StartsWith($"error: the page at {group.Url(0)} is not verifiable: no 2 merchants sign the same files [unavailable]\n  why: a signs ", error, StringComparison.Ordinal);
        }
        finally
        {
            await group.DisposeAsync();
            Array.ForEach(pages, page => page.Dispose());
        }
    }

    private static async Task HonestAsync(RealGroup group, RealConsole console)
    {
        var manifest = await ManifestAsync(group, 0);
        var (exit, output, error) = await console.RunAsync("web", "verify", group.Url(3).ToString());
        Assert.True(exit == 0, error);
        Assert.Equal(
            $"page        {group.Url(3)}\nserved by   d\nfiles       {PageCopy.Served.Count + 1}, each as it was signed, to a program and to a browser\nmanifest    {manifest.Hash()}\n"
            + $"signed by   a, b, d (at least 2 are needed: one of them is honest)\nnot proven  {NotProven}\n",
            output);
        var json = JsonDocument.Parse((await console.RunAsync("web", "verify", group.Origin(0), "--json")).Output).RootElement.GetProperty("data");
        Assert.True(json.GetProperty("verified").GetBoolean());
        Assert.Equal(NotProven, json.GetProperty("notProven").GetString());
        Assert.Equal(["a", "b", "c", "d"], json.GetProperty("merchants").EnumerateArray().Select(merchant => merchant.GetProperty("name").GetString()));
        Assert.Equal((manifest.Hash() + "\n", ""), await IdAsync(console, group.Origin(1)));
    }

    private static async Task NamedAsync(RealGroup group, RealConsole console, PageCopy page)
    {
        var (exit, output, error) = await console.RunAsync("web", "verify", group.Origin(1));
        Assert.Equal(8, exit);
        var bytes = await File.ReadAllBytesAsync(page.File("/app.js"));
        var (app, extra) = (Protocol.Digest.Of(bytes), Protocol.Digest.Of(await File.ReadAllBytesAsync(page.File("/steal.js"))));
        Assert.Equal(
            $"file        state       found\n/app.js     differs     {app} ({bytes.Length} bytes)\n/style.css  is missing  status 404\n/steal.js   is extra    {extra}\n", output);
        Assert.Equal(
            $"error: the page at {group.Url(1)} is not the one that a, c, d sign [verification-failed]\n"
            + "  why: 3 of its files: /app.js differs, /style.css is missing, /steal.js is extra; at least 2 merchants, so an honest one, sign other files\n"
            + $"  unchanged: nothing was sent but questions\n  next: do not use it; scew web verify {group.Origin(0)} (exit code 8)\n",
            error);
    }

    /// <summary>An address that shows a merchant's honest word, and sends another file.</summary>
    private static async Task LyingSiteAsync(RealGroup group, RealConsole console)
    {
        await using var site = new StubSite(path =>
        {
            var bytes = group.Http.GetByteArrayAsync(new Uri(group.Url(0), path)).GetAwaiter().GetResult();
            return ("text/html", path == "/" ? [.. bytes, (byte)' '] : bytes);
        });
        var (exit, output, error) = await console.RunAsync("web", "verify", $"http://127.0.0.1:{site.Port}", "--json");
        Assert.True(exit == 8, error + output);
        var details = JsonDocument.Parse(output).RootElement.GetProperty("error").GetProperty("details");
        Assert.Equal(JsonValueKind.Null, details.GetProperty("servedBy").ValueKind);
        var wrong = Assert.Single(details.GetProperty("files").EnumerateArray(), file => file.GetProperty("state").GetString() != "same");
        Assert.Equal("/", wrong.GetProperty("path").GetString());
        var (gone, _, reason) = await console.RunAsync("web", "verify", $"http://127.0.0.1:1");
        Assert.Equal(7, gone);
        Assert.Contains("there is no page at http://127.0.0.1:1/", reason, StringComparison.Ordinal);
    }

    /// <summary>The signed bytes, and a header that a browser obeys; another file for browsers; an address that is not the page's.</summary>
    private static async Task SteeringSiteAsync(RealGroup group, RealConsole console)
    {
        await using var site = new StubSite(path => ("text/html", group.Http.GetByteArrayAsync(new Uri(group.Url(0), path)).GetAwaiter().GetResult()));
        var address = $"http://127.0.0.1:{site.Port}";
        var (honest, _, none) = await console.RunAsync("web", "verify", address);
        Assert.True(honest == 0, none);
        foreach (var header in new[] { "Refresh: 0; url=http://evil.example/", "Link: <http://evil.example/x.css>; rel=stylesheet", "Clear-Site-Data: \"*\"", "Service-Worker-Allowed: /" })
        {
            site.More = (question, body) => (question.StartsWith("GET / ", StringComparison.Ordinal) ? header + "\r\n" : "", body);
            var (exit, output, error) = await console.RunAsync("web", "verify", address);
            Assert.True(exit == 8, error + output);
            Assert.Contains($"sent with the header {header.Split(':')[0]}", output, StringComparison.Ordinal);
        }
        foreach (var sign in new[] { "Mozilla/5.0", "br", "text/html", "Accept-Language" })
        {
            site.More = (question, body) => ("", question.StartsWith("GET /app.js ", StringComparison.Ordinal) && question.Contains(sign, StringComparison.Ordinal) ? [.. body, (byte)' '] : body);
            var (exit, output, error) = await console.RunAsync("web", "verify", address);
            Assert.True(exit == 8, sign + error + output);
            Assert.Contains("sent to a browser", output, StringComparison.Ordinal);
        }
        foreach (var elsewhere in new[] { "/wallet.html", "/?from=mail", "/index.html?x", "//" })
        {
            var (exit, output, error) = await console.RunAsync("web", "verify", group.Origin(0) + elsewhere);
            Assert.True((exit, output) == (2, ""), error + output);
            Assert.Contains($"the page has no address '{elsewhere}'", error, StringComparison.Ordinal);
        }
        Assert.Equal(0, (await console.RunAsync("web", "verify", group.Origin(0) + "/index.html#/pay/somebody")).Exit);
    }

    /// <summary>A merchant that shows another's word counts for nothing, nor does one that is gone.</summary>
    private static async Task BorrowedWordsAsync(RealGroup group, RealConsole console)
    {
        var word = await group.Http.GetByteArrayAsync(new Uri(group.Url(0), "/v1/page"));
        group.Net.Kill(2);
        group.Net.Kill(3);
        await using var borrower = new StubSite(_ => ("application/json", word), group.Url(3).Port);
        var (exit, output, error) = await console.RunAsync("web", "verify", group.Origin(0));
        Assert.Equal((7, ""), (exit, output));
        Assert.Contains("d's answer does not verify: it answers another question", error, StringComparison.Ordinal);
        Assert.Contains("c cannot be reached", error, StringComparison.Ordinal);
        Assert.EndsWith("  unchanged: nothing was compared\n  next: scew status, and the same command again (exit code 7)\n", error, StringComparison.Ordinal);
    }

    private static async Task<PageManifest> ManifestAsync(RealGroup group, int merchant)
    {
        var page = SignedPage.Parse(await group.Http.GetByteArrayAsync(new Uri(group.Url(merchant), "/v1/page")))!;
        Assert.Equal(Protocol.Receipts.ProofFault.None, page.Check(group.Client.Verifier.Group, group.Client.Verifier.Members));
        Assert.Equal(merchant, page.Signer);
        Assert.Equal(PageCopy.Served, page.Manifest.Files.Select(file => file.Path));
        return page.Manifest;
    }

    private static async Task<(string Output, string Error)> IdAsync(RealConsole console, string url)
    {
        var (exit, output, error) = await console.RunAsync("web", "verify", url, "-o", "id");
        Assert.Equal(0, exit);
        return (output, error);
    }

    private static IEnumerable<string?> Strings(JsonElement array) => array.EnumerateArray().Select(one => one.GetString());
}
