using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Scew.Protocol.Messages;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.Peers;

/// <summary>Peers that trickle one byte a second, and ones that vanish in the middle of a frame: the socket is closed after 10 s, and the others do not notice.</summary>
[Collection(ThreeOfFour.Name)]
[Trait("row", "F3")]
public sealed class SlowPeerTests(ThreeOfFour three)
{
    // The silo's limit is 10 s; a loaded machine may need more, a missing limit takes for ever.
    private static readonly TimeSpan Cap = TimeSpan.FromSeconds(40);
    private readonly RunningGroup _group = three.Group;

    [Fact]
    public async Task TricklingPeersAreCutAndTheOthersGoOn()
    {
        var slow = Task.WhenAll(HandshakeAsync(), HelloAsync(), FrameAsync(), SilenceAsync());
        while (!slow.IsCompleted)
        {
            await _group.NewWalletAsync(1);
            await Task.Delay(500);
        }
        await slow;
    }

    [Fact]
    public async Task AResetInTheMiddleOfAFrameEndsThatLinkOnly()
    {
        for (var merchant = 0; merchant < ThreeOfFour.Down; merchant++)
        {
            var peer = await HostilePeer.GreetAsync(_group, merchant);
            await peer.SendRawAsync([0, 0, 1, 0, 1, 2, 3]);
            peer.Reset();
        }
        await _group.NewWalletAsync(1);
        for (var merchant = 0; merchant < ThreeOfFour.Down; merchant++)
        {
            Assert.Equal("normal", (await _group.StatusAsync(merchant)).State);
        }
    }

    private async Task HandshakeAsync()
    {
        var address = IPEndPoint.Parse(_group.Net.Genesis.Document.Merchants[0].Peer);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(address);
        // The beginning of a TLS ClientHello of 512 bytes.
        byte[] hello = [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03, .. new byte[500]];
        await TrickleAsync("handshake", async i => await socket.SendAsync(hello.AsMemory(i, 1)), async cancel => await socket.ReceiveAsync(new byte[64], cancel));
    }

    private async Task HelloAsync()
    {
        using var link = _group.Net.Keys.Link("merchant/" + _group.Net.Merchants[ThreeOfFour.Down].Name);
        await using var peer = await HostilePeer.ConnectAsync(_group, 1, link.Certificate);
        var hello = MessageCodec.Encode(HostilePeer.HelloOf(_group));
        byte[] frame = [0, 0, 0, (byte)hello.Length, .. hello];
        await TrickleAsync("hello", i => peer.SendRawAsync([frame[i % frame.Length]]), async _ => await peer.ReceiveAsync() is null ? 0 : 1);
    }

    private async Task FrameAsync()
    {
        await using var peer = await HostilePeer.GreetAsync(_group, 2);
        await TrickleAsync("frame", i => peer.SendRawAsync([i == 1 ? (byte)0x10 : (byte)0]), async _ => await peer.ReceiveAsync() is null ? 0 : 1);
    }

    private async Task SilenceAsync()
    {
        await using var peer = await HostilePeer.GreetAsync(_group, 0);
        await TrickleAsync("silence", _ => Task.CompletedTask, async _ => await peer.ReceiveAsync() is null ? 0 : 1);
    }

    /// <summary>Sends byte by byte until the other side hangs up, whatever it says before.</summary>
    private static async Task TrickleAsync(string what, Func<int, Task> send, Func<CancellationToken, Task<int>> receive)
    {
        using var limit = new CancellationTokenSource(Cap);
        var started = Stopwatch.GetTimestamp();
        var closed = ClosedAsync();
        for (var i = 0; !closed.IsCompleted; i++)
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Cap, $"{what}: the socket stays open");
            try
            {
                await send(i);
            }
            catch (Exception ended) when (ended is IOException or SocketException)
            {
                return;
            }
            await Task.WhenAny(closed, Task.Delay(1000, CancellationToken.None));
        }

        async Task ClosedAsync()
        {
            try
            {
                while (await receive(limit.Token) > 0)
                {
                }
            }
            catch (Exception ended) when (ended is IOException or SocketException or OperationCanceledException)
            {
                // Hung up.
            }
        }
    }
}
