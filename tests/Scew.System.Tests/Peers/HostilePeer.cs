using System.Buffers.Binary;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Scew.Keys;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.SystemTests.Links;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.Peers;

/// <summary>A connection to a merchant's peer port that says whatever a test wants.</summary>
internal sealed class HostilePeer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TcpClient _socket = new() { NoDelay = true };
    private SslStream? _tls;

    private HostilePeer()
    {
    }

    /// <summary>Connects with TLS; a null certificate shows none.</summary>
    public static async Task<HostilePeer> ConnectAsync(RunningGroup group, int merchant, X509Certificate2? certificate)
    {
        var peer = new HostilePeer();
        var address = new Uri("tcp://" + group.Net.Genesis.Document.Merchants[merchant].Peer);
        await peer._socket.ConnectAsync(address.Host, address.Port);
        var pin = group.Net.Genesis.Document.Merchants[merchant].LinkKeyPin;
        peer._tls = new SslStream(peer._socket.GetStream(), false, (_, shown, _, _) => shown is X509Certificate2 known && LinkKey.PinOf(known) == pin);
        var options = new SslClientAuthenticationOptions { TargetHost = "scew-peer", EnabledSslProtocols = SslProtocols.Tls13 };
        if (certificate is not null)
        {
            options.ClientCertificates = [certificate];
        }
        await peer._tls.AuthenticateAsClientAsync(options);
        return peer;
    }

    /// <summary>Connects as the member that is down, with hellos exchanged.</summary>
    public static async Task<HostilePeer> GreetAsync(RunningGroup group, int merchant)
    {
        using var link = group.Net.Keys.Link("merchant/" + group.Net.Merchants[ThreeOfFour.Down].Name);
        var peer = await ConnectAsync(group, merchant, link.Certificate);
        await peer.SendAsync(MessageCodec.Encode(HelloOf(group)));
        Assert.IsType<Hello>(MessageCodec.Decode((await peer.ReceiveAsync())!, group.Genesis));
        return peer;
    }

    public static Hello HelloOf(RunningGroup group) => new(1, group.Genesis, 0, ThreeOfFour.Down, Digest.Of(Guid.NewGuid().ToByteArray()));

    /// <summary>A message as it goes over the link.</summary>
    public static byte[] Frame(byte[] message)
    {
        var frame = new byte[4 + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, message.Length);
        message.CopyTo(frame, 4);
        return frame;
    }

    public Task SendAsync(byte[] message) => SendRawAsync(Frame(message));

    public async Task SendRawAsync(byte[] bytes)
    {
        await _tls!.WriteAsync(bytes);
        await _tls.FlushAsync();
    }

    /// <summary>The next message; null when the other side hung up.</summary>
    public async Task<byte[]?> ReceiveAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            var prefix = new byte[4];
            await _tls!.ReadExactlyAsync(prefix, limit.Token);
            var message = new byte[BinaryPrimitives.ReadInt32BigEndian(prefix)];
            await _tls.ReadExactlyAsync(message, limit.Token);
            return message;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Fails unless the other side hangs up soon, whatever it still sends.</summary>
    public async Task IsCutAsync()
    {
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        while (await ReceiveAsync() is not null)
        {
            // Statuses go on every few seconds: a link that stays up must fail the test.
            Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(15), "the link stays up");
        }
    }

    /// <summary>Ends the connection with RST.</summary>
    public void Reset() => ProxiedConnection.Reset(_socket.Client);

    public async ValueTask DisposeAsync()
    {
        if (_tls is not null)
        {
            await _tls.DisposeAsync();
        }
        _socket.Dispose();
    }
}
