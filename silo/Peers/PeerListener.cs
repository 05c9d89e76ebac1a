using System.Security.Authentication;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Scew.Grains;

namespace Scew.Silo.Peers;

/// <summary>Accepts links of members: mutual TLS 1.3 on a Kestrel connection handler, then hellos.</summary>
internal sealed class PeerListener(PeerGate gate, PeerLinks links, IHostApplicationLifetime lifetime, ILogger<PeerListener> log) : ConnectionHandler
{
    /// <summary>Puts the handler and TLS on a listening address.</summary>
    public static void Configure(ListenOptions listen, MerchantContext merchant)
    {
        listen.UseHttps(https =>
        {
            https.ServerCertificate = merchant.LinkCertificate;
            https.SslProtocols = SslProtocols.Tls13;
            https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            https.HandshakeTimeout = TimeSpan.FromSeconds(10);
            // Trust comes from the pins of genesis, which the handler checks; chains and names mean nothing here.
            https.AllowAnyClientCertificate();
        });
        listen.UseConnectionHandler<PeerListener>();
    }

    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        var certificate = connection.Features.Get<ITlsConnectionFeature>()?.ClientCertificate;
        if (gate.MemberOf(certificate) is not { } peer)
        {
            PeerLog.Refused(log, connection.RemoteEndPoint?.ToString() ?? "?", "its link key is not in the genesis file");
            return;
        }
        try
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed, lifetime.ApplicationStopping);
            await using var link = await gate.GreetAsync(peer, connection.Transport, stop.Token);
            await links.ServeAsync(link, stop.Token);
        }
        catch (Exception e) when (e is PeerProtocolException or IOException or OperationCanceledException or InvalidOperationException or ConnectionAbortedException)
        {
            PeerLog.Refused(log, connection.RemoteEndPoint?.ToString() ?? "?", e.Message);
        }
    }
}
