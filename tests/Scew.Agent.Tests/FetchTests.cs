using Scew.Protocol.Api;

namespace Scew.Agent.Tests;

/// <summary>A program comes from an allowed host at an allowed address, whole, and as the list says.</summary>
public sealed class FetchTests
{
    [Fact]
    [Trait("row", "I2")]
    public async Task OtherBytesFewerOrMoreAreNotKept()
    {
        await using var bench = await Bench.StartAsync();
        var changed = Bench.Program.ToArray();
        changed[100] ^= 1;
        byte[][] bodies = [changed, Bench.Program[..^1], [.. Bench.Program, 0], []];
        foreach (var body in bodies)
        {
            foreach (var isChunked in new[] { false, true })
            {
                bench.Server.Answer = http =>
                {
                    http.Response.ContentLength = isChunked ? null : body.Length;
                    return http.Response.Body.WriteAsync(body).AsTask();
                };
                Assert.Equal(Codes.VerificationFailed, (await bench.RefusedAsync(bench.Launch())).Code);
            }
        }
        bench.Server.Answer = async http =>
        {
            // Without an end.
            while (!http.RequestAborted.IsCancellationRequested)
            {
                await http.Response.Body.WriteAsync(new byte[65536], http.RequestAborted);
            }
        };
        Assert.Equal(Codes.VerificationFailed, (await bench.RefusedAsync(bench.Launch())).Code);
        bench.Server.Answer = async http =>
        {
            // Cut off in the middle.
            http.Response.ContentLength = Bench.Program.Length;
            await http.Response.Body.WriteAsync(Bench.Program.AsMemory(0, 1000));
            await http.Response.Body.FlushAsync();
            http.Abort();
        };
        Assert.Equal(Codes.Unavailable, (await bench.RefusedAsync(bench.Launch())).Code);
        Assert.Empty(Directory.EnumerateFiles(bench.Path("agent/programs")));
        Assert.Equal("none", (await bench.StatusAsync()).State);
    }

    [Fact]
    [Trait("row", "I1")]
    public async Task ARedirectAnotherHostAndAnotherAddressLeadNowhere()
    {
        await using var bench = await Bench.StartAsync();
        bench.Server.Answer = http =>
        {
            http.Response.Redirect(bench.Server.Url("/elsewhere"));
            return Task.CompletedTask;
        };
        Assert.Equal(Codes.Unavailable, (await bench.RefusedAsync(bench.Launch())).Code);
        Assert.Equal(1, bench.Server.Requests);
        var port = bench.Server.Port;
        string[] urls =
        [
            $"https://127.0.0.1:{port}/", $"https://[::1]:{port}/", $"https://[::ffff:127.0.0.1]:{port}/", $"https://0.0.0.0:{port}/", $"https://2130706433:{port}/", $"https://0177.0.0.1:{port}/",
            $"https://127.1:{port}/", $"https://localhost.:{port}/", "https://localhost/", "https://169.254.169.254/latest/meta-data/",
        ];
        foreach (var url in urls)
        {
            Assert.Equal(Codes.NotPermitted, (await bench.RefusedAsync(bench.Launch(url))).Code);
        }
        Assert.Equal(1, bench.Server.Requests);
        // An allowed name that leads to this machine, for an owner who did not name this machine's addresses.
        bench.Addresses = [];
        bench.Restart();
        Assert.Contains("addresses that are not of the public internet", (await bench.RefusedAsync(bench.Launch())).Message, StringComparison.Ordinal);
        bench.Hosts = [.. urls.Select(static url => new Uri(url).Authority).Distinct()];
        bench.Restart();
        foreach (var url in urls.Where(static url => !url.Contains("localhost.", StringComparison.Ordinal)))
        {
            Assert.Equal((url, Codes.NotPermitted), (url, (await bench.RefusedAsync(bench.Launch(url))).Code));
        }
        Assert.Equal(1, bench.Server.Requests);
    }

    [Fact]
    public async Task ACertificateOfAnotherAuthorityIsNotTaken()
    {
        await using var other = await ReleaseServer.StartAsync();
        await using var bench = await Bench.StartAsync(bench => bench.Hosts = [other.Host]);
        var failure = await bench.RefusedAsync(bench.Launch(other.Url()));
        Assert.Equal(Codes.Unavailable, failure.Code);
        Assert.Equal(0, other.Requests);
    }
}
