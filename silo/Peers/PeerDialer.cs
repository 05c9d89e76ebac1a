using System.IO.Pipelines;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Scew.Grains;
using Scew.Silo.Hosting;

namespace Scew.Silo.Peers;

/// <summary>Keeps one link to every member of a lower index; members of a higher index dial this silo.</summary>
internal sealed class PeerDialer(PeerGate gate, PeerLinks links, MerchantContext merchant, SiloConfig config, ILogger<PeerDialer> log) : BackgroundService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, merchant.Self).Select(peer => KeepAsync(peer, stoppingToken)));

    private async Task KeepAsync(int peer, CancellationToken cancel)
    {
        var pause = FirstPause;
        string? lastComplaint = null;
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                if (!links.IsPartitioned && await DialAsync(peer, cancel))
                {
                    pause = FirstPause;
                    lastComplaint = null;
                }
            }
            catch (Exception e) when (e is SocketException or IOException or AuthenticationException or PeerProtocolException or InvalidOperationException)
            {
                if (e.Message != lastComplaint)
                {
                    PeerLog.DialFailed(log, merchant.NameOf(peer), e.Message);
                    lastComplaint = e.Message;
                }
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                // The peer took too long; try again.
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e)
            {
                // Whatever one link did, the loop that makes the next one goes on.
                PeerLog.LinkFailed(log, merchant.NameOf(peer), e);
            }
            try
            {
                await Task.Delay(pause, cancel);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            // The end of a partition is known here, that of an outage is not.
            pause = links.IsPartitioned ? FirstPause : pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task<bool> DialAsync(int peer, CancellationToken cancel)
    {
        var address = AddressOf(peer);
        using var socket = new TcpClient { NoDelay = true };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(10));
        await socket.ConnectAsync(address.Host, address.Port, limit.Token);
        await using var tls = new SslStream(socket.GetStream());
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "scew-peer",
                EnabledSslProtocols = SslProtocols.Tls13,
                ClientCertificates = [merchant.LinkCertificate],
                RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is X509Certificate2 known && gate.MemberOf(known) == peer,
            },
            limit.Token);
        var pipe = new StreamPipe(tls);
        await using var link = await gate.GreetAsync(peer, pipe, cancel);
        await links.ServeAsync(link, cancel);
        return true;
    }

    private (string Host, int Port) AddressOf(int peer)
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
