using System.Net;
using System.Net.Sockets;

namespace Scew.SystemTests.Links;

/// <summary>One connection through a proxy: two pumps, each under its direction's fault.</summary>
internal sealed class ProxiedConnection(LinkProxy link, Socket dialer)
{
    private const int OneFlipIn = 4;
    private readonly Socket _listener = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    public async Task RunAsync(IPEndPoint target, CancellationToken cancel)
    {
        try
        {
            dialer.NoDelay = true;
            if (link.IsHalfOpen)
            {
                // The dialer's connection stands, and nobody is behind it.
                await link.Forth.HealedAsync(cancel);
                return;
            }
            await _listener.ConnectAsync(target, cancel);
            // One direction that ends takes the other along: half-closed links are not what a correct member makes.
            await await Task.WhenAny(PumpAsync(dialer, _listener, link.Forth, cancel), PumpAsync(_listener, dialer, link.Back, cancel));
        }
        catch (Exception ended) when (ended is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // A link that broke; the dialer makes a new one.
        }
    }

    /// <summary>Ends both sides with RST.</summary>
    public void Reset()
    {
        Reset(dialer);
        Reset(_listener);
    }

    public static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // Already gone.
        }
        socket.Dispose();
    }

    private async Task PumpAsync(Socket from, Socket to, LinkDirection direction, CancellationToken cancel)
    {
        var buffer = new byte[64 * 1024];
        for (var pieces = 1; ; pieces++)
        {
            var count = await from.ReceiveAsync(buffer, cancel);
            if (count == 0)
            {
                return;
            }
            direction.Count(count);
            while (direction.Fault == LinkFault.Hold)
            {
                await direction.HealedAsync(cancel);
            }
            if (direction.Fault == LinkFault.Drop || link.IsHalfOpen)
            {
                direction.HasSwallowed = true;
                continue;
            }
            if (!await PassAsync(to, buffer.AsMemory(0, count), direction, pieces, cancel))
            {
                return;
            }
        }
    }

    private static async Task<bool> PassAsync(Socket to, Memory<byte> piece, LinkDirection direction, int pieces, CancellationToken cancel)
    {
        switch (direction.Fault)
        {
            case LinkFault.Delay:
                await Task.Delay(direction.Latency, cancel);
                break;
            case LinkFault.Corrupt when pieces % OneFlipIn == 0:
                piece.Span[piece.Length / 2] ^= 0x10;
                break;
            case LinkFault.Tear:
                await SendAllAsync(to, piece[..((piece.Length + 1) / 2)], cancel);
                return false;
            case LinkFault.Trickle:
                while (direction.Fault == LinkFault.Trickle && !piece.IsEmpty)
                {
                    await SendAllAsync(to, piece[..1], cancel);
                    piece = piece[1..];
                    await Task.WhenAny(Task.Delay(1000, cancel), direction.HealedAsync(cancel));
                }
                break;
        }
        await SendAllAsync(to, piece, cancel);
        return true;
    }

    private static async Task SendAllAsync(Socket to, ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await to.SendAsync(bytes, cancel)..];
        }
    }
}
