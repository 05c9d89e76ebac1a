using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Scew.Protocol.Api;
using Scew.SystemTests.Support;
using Xunit.Abstractions;

namespace Scew.SystemTests.Limits;

/// <summary>
/// One address opens 2,000 event feeds and 200 posts that trickle, with the limits that a silo has by itself. It gets no more than an address may have, honest customers and
/// the other merchants notice nothing.
/// </summary>
[Collection(Alone.Name)]
public sealed class HoardingTests(ITestOutputHelper output)
{
    private const int Feeds = 2000;
    private const int Posts = 200;

    // 128, and a few above to be told why.
    private const int MaxConnections = 128 + 4 + 16;
    private const int MaxFeeds = 16;
    private static readonly IPAddress Hoarder = IPAddress.Parse("127.0.0.9");

    [Fact]
    [Trait("row", "C17")]
    public async Task AnAddressThatHoardsConnectionsKeepsNobodyOut()
    {
        // Development groups are without limits otherwise.
        await using var group = await RunningGroup.StartAsync(new GroupShape { Configure = static (_, config) => config["limits"] = new JsonObject() });
        await using var load = await TransferLoad.PrepareAsync(group);
        await load.OneAsync(0);
        var before = await TimesAsync(load);
        var sockets = new List<Socket>();
        try
        {
            var feeding = 0;
            for (var i = 0; i < Feeds; i++)
            {
                feeding += await IsFedAsync(await SendAsync(sockets, group, $"GET /v1/events HTTP/1.1\r\nHost: 127.0.0.1:{Port(group)}\r\n\r\n")) ? 1 : 0;
            }
            Assert.InRange(feeding, 1, MaxFeeds);
            for (var i = 0; i < Posts; i++)
            {
                await SendAsync(sockets, group, $"POST /v1/requests HTTP/1.1\r\nHost: 127.0.0.1:{Port(group)}\r\nContent-Type: {MediaTypes.Request}\r\nContent-Length: 60000\r\n\r\na");
            }
            var open = 0;
            await RunningGroup.UntilAsync("the others are closed", () => Task.FromResult((open = sockets.Count(IsOpen)) <= MaxConnections));
            Assert.True(open >= feeding);
            var during = await TimesAsync(load);
            Assert.Equal(3, (await group.StatusAsync(0)).Peers.Count(peer => peer.Connected));
            output.WriteLine($"{feeding} feeds and {open} connections of {Feeds + Posts}; a transfer takes {Median(before):F0} ms before and {Median(during):F0} ms beside them, longest {before.Max():F0} and {during.Max():F0} ms");
        }
        finally
        {
            sockets.ForEach(static socket => socket.Dispose());
        }
        await load.StopAsync();
        await load.NothingLostAsync([0, 1, 2, 3]);
    }

    private static async Task<double[]> TimesAsync(TransferLoad load)
    {
        var times = new double[20];
        for (var i = 0; i < times.Length; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await load.OneAsync(0);
            times[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }
        return times;
    }

    private static int Port(RunningGroup group) => group.Net.Merchants[0].Url.Port;

    private static double Median(double[] times) => times.Order().ElementAt(times.Length / 2);

    private static async Task<Socket> SendAsync(List<Socket> sockets, RunningGroup group, string text)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        sockets.Add(socket);
        try
        {
            socket.Bind(new IPEndPoint(Hoarder, 0));
            await socket.ConnectAsync(IPAddress.Loopback, Port(group));
            await socket.SendAsync(Encoding.ASCII.GetBytes(text));
        }
        catch (SocketException)
        {
            // Closed at once: no more for this address.
        }
        return socket;
    }

    private static async Task<bool> IsFedAsync(Socket socket)
    {
        var buffer = new byte[64];
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            var count = socket.Connected ? await socket.ReceiveAsync(buffer, limit.Token) : 0;
            return Encoding.ASCII.GetString(buffer, 0, count).StartsWith("HTTP/1.1 200", StringComparison.Ordinal);
        }
        catch (SocketException)
        {
            return false;
        }
    }

    // An answer may stand before the end of a connection that was closed.
    private static bool IsOpen(Socket socket)
    {
        var buffer = new byte[4096];
        try
        {
            while (socket.Connected && socket.Poll(0, SelectMode.SelectRead))
            {
                if (socket.Receive(buffer) == 0)
                {
                    return false;
                }
            }
            return socket.Connected;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
