using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.Members;

/// <summary>The end of an era is a stop and a start within one process, which neither callers nor strangers hold up, and which whoever watches the process sees nothing of.</summary>
[Trait("row", "A18")]
public sealed class TurnTests
{
    private const int Watched = 0;
    private const int Ended = 1;

    [Fact]
    public async Task ATurnWaitsForNobodyEndsWithTheProcessWhereThatIsToldAndIsNoStopForAServiceManager()
    {
        // Whoever waits for a drain that nobody asked for waits longer than this test does.
        await using var group = await RunningGroup.StartAsync(new GroupShape { Configure = static (_, config) => config["drainSeconds"] = 600 });
        using var words = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        using var folder = new TempFolder();
        var notify = folder.File("notify");
        words.Bind(new UnixDomainSocketEndPoint(notify));
        group.Net.Kill(Watched);
        group.Net.Merchants[Watched].Process.Environment["NOTIFY_SOCKET"] = notify;
        group.Net.Merchants[Watched].Process.Environment["WATCHDOG_USEC"] = "300000";
        await group.Net.RestartAsync(Watched);
        var heard = new ConcurrentQueue<string>();
        using var over = new CancellationTokenSource();
        var hearing = HearAsync(words, heard, over.Token);
        var holding = Task.WhenAll(HoldAsync(group, Watched, over.Token), HoldAsync(group, Ended, over.Token));
        var feeds = await Task.WhenAll(FeedAsync(group, Watched), FeedAsync(group, Ended));
        using var newcomer = new Newcomer(group, "e");
        var present = group.Net.Genesis.Document;

        await Changing.DecideAsync(group, Changing.Plan(group, present, [.. present.Merchants[..3], newcomer.Merchant], newcomer), 0, 1, 2);
        await RunningGroup.UntilAsync("the era ends", () => Task.FromResult(group.Log(Ended).Contains("Epoch 0 ends with height", StringComparison.Ordinal)), told: () => group.Log(Ended));
        group.Signal("TERM", Ended);
        using (var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2)))
        {
            Assert.Equal(0, await group.Net.Merchants[Ended].Process.WaitForExitAsync(limit.Token));
        }
        Assert.Equal(2, group.Log(Ended).Split("serves customers at").Length);

        await group.Net.RestartAsync(Ended);
        await Changing.UntilEpochAsync(group, 1, group.Net.Merchants[Watched].Url, () => group.Log(Watched));
        await RunningGroup.UntilAsync("the watched one is ready again", () => Task.FromResult(heard.Count(static word => word == "READY=1") == 2));
        Assert.Equal(["READY=1", "WATCHDOG=1"], heard.Distinct().Order(StringComparer.Ordinal));
        Assert.DoesNotContain("BackgroundService", group.Log(Watched), StringComparison.Ordinal);
        foreach (var feed in feeds)
        {
            Assert.Contains("heartbeat", await feed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            feed.Dispose();
        }
        await over.CancelAsync();
        await hearing;
        await holding;
        Enumerable.Range(0, 4).ToList().ForEach(group.Net.Kill);
    }

    private static Task<HttpResponseMessage> FeedAsync(RunningGroup group, int merchant) =>
        group.Http.GetAsync(new Uri(group.Net.Merchants[merchant].Url, "/v1/events"), HttpCompletionOption.ResponseHeadersRead);

    private static async Task HearAsync(Socket words, ConcurrentQueue<string> heard, CancellationToken over)
    {
        var buffer = new byte[64];
        try
        {
            while (true)
            {
                heard.Enqueue(Encoding.ASCII.GetString(buffer, 0, await words.ReceiveAsync(buffer, over)));
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    /// <summary>A stranger that begins to shake hands, and one that begins to ask, every two seconds; neither goes on.</summary>
    private static async Task HoldAsync(RunningGroup group, int merchant, CancellationToken over)
    {
        var held = new List<TcpClient>();
        try
        {
            var peer = IPEndPoint.Parse(group.Net.Genesis.Document.Merchants[merchant].Peer);
            var url = group.Net.Merchants[merchant].Url;
            while (true)
            {
                await BeginAsync(held, peer.Port, [], over);
                await BeginAsync(held, url.Port, Encoding.ASCII.GetBytes($"POST /v1/requests HTTP/1.1\r\nHost: {url.Authority}\r\nContent-Length: 9\r\n\r\n"), over);
                await Task.Delay(TimeSpan.FromSeconds(2), over);
            }
        }
        catch (OperationCanceledException)
        {
        }
        finally
        {
            held.ForEach(static one => one.Dispose());
        }
    }

    private static async Task BeginAsync(List<TcpClient> held, int port, byte[] bytes, CancellationToken over)
    {
        var client = new TcpClient();
        held.Add(client);
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port, over);
            await client.GetStream().WriteAsync(bytes, over);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            // It turns right now.
        }
    }
}
