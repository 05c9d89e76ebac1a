using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Scew.Protocol.Requests;
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
        await RunningGroup.UntilAsync("it ends", () => Task.FromResult(!group.Net.Merchants[Ended].Process.IsRunning || Starts() > 1), told: () => group.Log(Ended));
        if (Starts() == 1)
        {
            Assert.Equal(0, await group.Net.Merchants[Ended].Process.WaitForExitAsync(CancellationToken.None));
        }
        // Where this process was slower than the turn, the signal came in the next era, and there is a drain to wait for.
        group.Net.Kill(Ended);

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

        int Starts() => group.Log(Ended).Split("serves customers at").Length - 1;
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

    /// <summary>Strangers of whom some begin to shake hands and some to ask, and go no further; and one that asks on and on, a little faster than is too slow.</summary>
    private static async Task HoldAsync(RunningGroup group, int merchant, CancellationToken over)
    {
        var held = new List<TcpClient>();
        try
        {
            var peer = IPEndPoint.Parse(group.Net.Genesis.Document.Merchants[merchant].Peer);
            var url = group.Net.Merchants[merchant].Url;
            await BeginAsync(held, url.Port, Ask(RequestLimits.MaxWireBytes), over);
            for (var i = 0; ; i++)
            {
                if (i % 20 == 0)
                {
                    await BeginAsync(held, peer.Port, [], over);
                    await BeginAsync(held, url.Port, Ask(9), over);
                }
                await SayAsync(held[0], new byte[40], over);
                await Task.Delay(TimeSpan.FromMilliseconds(100), over);
            }

            byte[] Ask(int length) => Encoding.ASCII.GetBytes($"POST /v1/requests HTTP/1.1\r\nHost: {url.Authority}\r\nContent-Length: {length}\r\n\r\n");
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
        }
        catch (SocketException)
        {
            // It turns right now.
            return;
        }
        await SayAsync(client, bytes, over);
    }

    private static async Task SayAsync(TcpClient client, byte[] bytes, CancellationToken over)
    {
        try
        {
            await client.GetStream().WriteAsync(bytes, over);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // It was cut.
        }
    }
}
