using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Scew.Client.DevNets;
using Scew.Client.Transport;
using Scew.Keys;
using Scew.Protocol.Api;
using Scew.Protocol.Requests;
using Scew.SystemTests.Support;
using Xunit.Abstractions;

namespace Scew.SystemTests.Limits;

/// <summary>
/// What one address may do at the API of a real silo. Attackers come from 127.0.0.2, honest customers from 127.0.0.1.
/// </summary>
[Collection(Alone.Name)]
public sealed class AddressLimitTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly IPAddress Attacker = IPAddress.Parse("127.0.0.2");
    private readonly TempFolder _folder = new();
    private DevNet _net = null!;

    public async Task InitializeAsync() => _net = await DevNet.StartAsync(new DevNetOptions
    {
        Folder = _folder.File("net"),
        StartTimeout = TimeSpan.FromMinutes(3),
        LogLevel = "information",
        Configure = static (_, config) => config["limits"] = new JsonObject
        {
            ["connectionsPerAddress"] = 40,
            ["feedsPerAddress"] = 4,
            ["requestsPerSecond"] = 200,
            ["burst"] = 400,
            ["badRequestCost"] = 50,
        },
    });

    public async Task DisposeAsync()
    {
        await _net.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    [Trait("row", "C8")]
    [Trait("row", "C17")]
    [Trait("row", "C18")]
    public async Task AttackersFromOneAddressAreLimitedAndHonestCustomersGoOn()
    {
        await BadSignaturesCostTheirSenderItsRateAsync();
        await FeedsOfOneAddressAreCappedAsync();
        await ConnectionsOfOneAddressAreCappedAndTricklingBodiesCutAsync();
        await FewDescriptorsAreNoCrashAsync();
    }

    private async Task BadSignaturesCostTheirSenderItsRateAsync()
    {
        using var client = _net.CreateClient();
        using var key = _net.Customer("mallory");
        var made = RequestSigner.Sign(client.Verifier.Group.Genesis, new CreateWallet(IdRules.OwnPrefix(key.Account) + ":points", 0), client.ValidUntil(1), key);
        var good = Encoding.ASCII.GetString(made.Request!.Wire.Span);
        // Another character inside the signature: the same id, and no valid one.
        var dot = good.LastIndexOf('.') + 10;
        var bad = good[..dot] + (good[dot] == 'A' ? 'B' : 'A') + good[(dot + 1)..];
        var undisturbed = await HonestRateAsync();
        using var attack = From(Attacker);
        var started = Stopwatch.GetTimestamp();
        double? limited = null;
        for (var i = 0; i < 5000 && limited is null; i++)
        {
            var answer = await PostAsync(attack, bad);
            if (answer.Status == 429)
            {
                answer.IsProblem(Codes.RateLimited);
                limited = Stopwatch.GetElapsedTime(started).TotalSeconds;
            }
            else
            {
                answer.IsProblem(Codes.BadSignature);
            }
        }
        Assert.InRange(limited ?? double.MaxValue, 0, 5);

        using var enough = new CancellationTokenSource();
        var sent = 0;
        var attackers = Enumerable.Range(0, 4).Select(async _ =>
        {
            while (!enough.IsCancellationRequested)
            {
                var answer = await PostAsync(attack, bad);
                Assert.True(answer.Json.GetProperty("code").GetString() is Codes.RateLimited or Codes.BadSignature, answer.Status.ToString(System.Globalization.CultureInfo.InvariantCulture));
                Interlocked.Increment(ref sent);
            }
        }).ToArray();
        using var honest = From(IPAddress.Loopback);
        (await GetAsync(honest, "/v1/status")).IsOk();
        var disturbed = await HonestRateAsync();
        await enough.CancelAsync();
        await Task.WhenAll(attackers);
        Assert.True(disturbed > 0);
        output.WriteLine($"bad signatures: limited after {limited:F1} s; honest transfers {undisturbed:F1} a second without and {disturbed:F1} during the attack, {sent} bad requests meanwhile");
    }

    /// <summary>Transfers of one honest customer a second, every one of which succeeds.</summary>
    private async Task<double> HonestRateAsync()
    {
        const int Count = 30;
        using var client = _net.CreateClient();
        var wallets = await DevFunding.FundAsync(_net, client, ["alice", "bob"], 100);
        using var alice = _net.Customer("alice");
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < Count; i++)
        {
            var made = RequestSigner.Sign(client.Verifier.Group.Genesis, new Transfer(wallets[0].Wallet, wallets[1].Wallet, 1, null), client.ValidUntil(1), alice);
            var outcome = await client.SubmitAsync(made.Request!);
            Assert.True(outcome is Scew.Client.Submission.SubmitOutcome.Settled { Receipt.Code: Codes.Ok }, outcome.ToString());
        }
        return Count / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private async Task FeedsOfOneAddressAreCappedAsync()
    {
        using var other = From(IPAddress.Parse("127.0.0.3"));
        var feeds = new List<HttpResponseMessage>();
        for (var i = 0; i < 4; i++)
        {
            feeds.Add(await other.GetAsync(new Uri(_net.Merchants[0].Url, "/v1/events"), HttpCompletionOption.ResponseHeadersRead));
            Assert.Equal(HttpStatusCode.OK, feeds[^1].StatusCode);
        }
        (await GetAsync(other, "/v1/events")).IsProblem(Codes.Busy);
        feeds.ForEach(feed => feed.Dispose());
        await RunningGroup.UntilAsync("a feed after others were closed", async () =>
        {
            using var again = await other.GetAsync(new Uri(_net.Merchants[0].Url, "/v1/events"), HttpCompletionOption.ResponseHeadersRead);
            return again.StatusCode == HttpStatusCode.OK;
        });
    }

    private async Task ConnectionsOfOneAddressAreCappedAndTricklingBodiesCutAsync()
    {
        var (from, port) = (IPAddress.Parse("127.0.0.4"), _net.Merchants[0].Url.Port);
        var sockets = new List<Socket>();
        try
        {
            // Posts that announce a body and send one byte a second.
            for (var i = 0; i < 40; i++)
            {
                sockets.Add(await ConnectAsync(from, port));
                await sockets[i].SendAsync(Encoding.ASCII.GetBytes(
                    $"POST /v1/requests HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: {MediaTypes.Request}\r\nContent-Length: 60000\r\n\r\na"));
            }
            // A little above the bound an address is told why, far above it is closed.
            await RunningGroup.UntilAsync("a busy answer above the bound", async () =>
            {
                using var client = From(from);
                return (await GetAsync(client, "/v1/status")).Json.TryGetProperty("code", out var code) && code.GetString() == Codes.Busy;
            });
            var reset = 0;
            for (var i = 0; i < 20; i++)
            {
                try
                {
                    sockets.Add(await ConnectAsync(from, port));
                }
                catch (SocketException)
                {
                    // Closed before the connect returned.
                    reset++;
                }
            }
            var ended = await Task.WhenAll(sockets.Skip(40).Select(socket => EndsAsync(socket, 3)));
            Assert.InRange(reset + ended.Count(one => one), 10, 20);

            Assert.Equal(3, await HonestTransfersAsync(3));
            Assert.Equal(3, await PeersAsync());
            foreach (var socket in sockets.Take(3))
            {
                await socket.SendAsync("b"u8.ToArray());
                Assert.True(await EndsAsync(socket, 30));
            }
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }
    }

    private async Task FewDescriptorsAreNoCrashAsync()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }
        var merchant = _net.Merchants[1];
        Assert.Equal(0, await PrlimitAsync(merchant.Process.Id, "400:"));
        await RunningGroup.UntilAsync("a line about few descriptors", () => Task.FromResult(Log(1).Contains("400 files and connections", StringComparison.Ordinal)), 30);
        var sockets = new List<Socket>();
        try
        {
            for (var i = 0; i < 400; i++)
            {
                try
                {
                    sockets.Add(await ConnectAsync(IPAddress.Parse("127.0.1." + (1 + (i / 20))), merchant.Url.Port));
                }
                catch (SocketException)
                {
                    // Refused: that is one way to bear it.
                }
            }
            await Task.Delay(1500);
            Assert.True(merchant.Process.IsRunning, merchant.Process.LogTail());
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }
        Assert.Equal(0, await PrlimitAsync(merchant.Process.Id, "4096:"));
        using var honest = From(IPAddress.Loopback);
        await RunningGroup.UntilAsync("an answer after the descriptors came back", async () => (await GetAsync(honest, "/v1/status", 1)).Status == 200, 30);
        Assert.Equal(2, await HonestTransfersAsync(2, 1));
        Assert.True(merchant.Process.IsRunning);
    }

    private async Task<int> HonestTransfersAsync(int count, int first = 0)
    {
        using var client = _net.CreateClient();
        var wallets = await DevFunding.FundAsync(_net, client, ["alice", "bob"], 100);
        using var alice = _net.Customer("alice");
        var done = 0;
        for (var i = 0; i < count; i++)
        {
            var made = RequestSigner.Sign(client.Verifier.Group.Genesis, new Transfer(wallets[0].Wallet, wallets[1].Wallet, 1, null), client.ValidUntil(1), alice);
            done += await client.SubmitAsync(made.Request!, first) is Scew.Client.Submission.SubmitOutcome.Settled { Receipt.Code: Codes.Ok } ? 1 : 0;
        }
        return done;
    }

    private async Task<int> PeersAsync()
    {
        using var http = From(IPAddress.Loopback);
        return ApiReader.Status((await GetAsync(http, "/v1/status")).IsOk().Body)!.Peers.Count(peer => peer.Connected);
    }

    private string Log(int merchant)
    {
        using var reader = new StreamReader(new FileStream(_net.Merchants[merchant].LogPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }

    private async Task<Answer> PostAsync(HttpClient client, string wire)
    {
        using var content = new StringContent(wire);
        content.Headers.ContentType = new MediaTypeHeaderValue(MediaTypes.Request);
        using var response = await client.PostAsync(new Uri(_net.Merchants[0].Url, "/v1/requests"), content);
        return await ReadAsync(response);
    }

    private async Task<Answer> GetAsync(HttpClient client, string path, int merchant = 0)
    {
        using var response = await client.GetAsync(new Uri(_net.Merchants[merchant].Url, path));
        return await ReadAsync(response);
    }

    private static async Task<Answer> ReadAsync(HttpResponseMessage response)
    {
        Assert.Equal(response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable, response.Headers.RetryAfter is not null);
        return new Answer((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType ?? "", await response.Content.ReadAsByteArrayAsync());
    }

    private static HttpClient From(IPAddress source) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        ConnectCallback = async (context, cancel) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Bind(new IPEndPoint(source, 0));
            await socket.ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        },
    });

    private static async Task<Socket> ConnectAsync(IPAddress source, int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(source, 0));
        await socket.ConnectAsync(IPAddress.Loopback, port);
        return socket;
    }

    // True when the other side closes (perhaps after an answer) within so many seconds.
    private static async Task<bool> EndsAsync(Socket socket, int seconds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        var buffer = new byte[4096];
        try
        {
            while (await socket.ReceiveAsync(buffer, limit.Token) > 0)
            {
            }
            return true;
        }
        catch (SocketException)
        {
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static async Task<int> PrlimitAsync(int process, string limit)
    {
        using var prlimit = Process.Start("prlimit", ["--pid", process.ToString(System.Globalization.CultureInfo.InvariantCulture), "--nofile=" + limit]);
        await prlimit.WaitForExitAsync();
        return prlimit.ExitCode;
    }
}
