using System.IO.Pipelines;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Scew.Grains;
using Scew.Silo.Hosting;

namespace Scew.Silo.Peers;

/// <summary>One outgoing connection to a member's peer port: TCP and TLS 1.3 with the own link key.</summary>
internal sealed class PeerCall : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private readonly TcpClient _socket;
    private readonly SslStream _tls;

    private PeerCall(TcpClient socket, SslStream tls)
    {
        _socket = socket;
        _tls = tls;
        Pipe = new StreamPipe(tls);
    }

    public IDuplexPipe Pipe { get; }

    /// <summary>Connects within ten seconds; <paramref name="isRight"/> judges the certificate of the other side.</summary>
    public static async Task<PeerCall> OpenAsync(MerchantContext merchant, SiloConfig config, int peer, Func<X509Certificate2?, bool> isRight, CancellationToken cancel)
    {
        var (host, port) = AddressOf(merchant, config, peer);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Limit);
        var socket = new TcpClient { NoDelay = true };
        SslStream? tls = null;
        try
        {
            await socket.ConnectAsync(host, port, limit.Token);
            tls = new SslStream(socket.GetStream());
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = "scew-peer",
                    EnabledSslProtocols = SslProtocols.Tls13,
                    ClientCertificates = [merchant.LinkCertificate],
                    RemoteCertificateValidationCallback = (_, certificate, _, _) => isRight(certificate as X509Certificate2),
                },
                limit.Token);
            return new PeerCall(socket, tls);
        }
        catch
        {
            tls?.Dispose();
            socket.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _tls.DisposeAsync();
        _socket.Dispose();
    }

    private static (string Host, int Port) AddressOf(MerchantContext merchant, SiloConfig config, int peer)
    {
        if (!config.PeerRoutes.TryGetValue(merchant.NameOf(peer), out var route))
        {
            return merchant.PeerAddress(peer);
        }
        var uri = new Uri("tcp://" + route);
        return (uri.Host.Trim('[', ']'), uri.Port);
    }

    private sealed class StreamPipe(Stream stream) : IDuplexPipe
    {
        public PipeReader Input { get; } = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 64 * 1024, leaveOpen: true));

        public PipeWriter Output { get; } = PipeWriter.Create(stream, new StreamPipeWriterOptions(minimumBufferSize: 64 * 1024, leaveOpen: true));
    }
}
