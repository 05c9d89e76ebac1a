using System.Security.Authentication;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Scew.Grains;
using Scew.Grains.Watching;
using Scew.Silo.Hosting;
using Scew.Silo.Limits;

namespace Scew.Silo.Peers;

/// <summary>Accepts links of members: mutual TLS 1.3 on a Kestrel connection handler, then hellos.</summary>
internal sealed class PeerListener(PeerGate gate, PeerLinks links, SiloStop failure, Readiness readiness, ILogger<PeerListener> log) : ConnectionHandler
{
    /// <summary>Most connections at the peer port, of members and strangers.</summary>
    public const int MaxConnections = 1024;

    /// <summary>Puts the handler and TLS on a listening address.</summary>
    public static void Configure(ListenOptions listen, MerchantContext merchant)
    {
        // Who a connection is shows only after its handshake: until then an address must not hold many, and customers' connections count elsewhere.
        var perAddress = Math.Max(16, 4 * merchant.Group.Size);
        var table = new AddressTable(new SiloLimits { RequestsPerSecond = 0 }, () => Environment.TickCount64);
        var log = listen.ApplicationServices.GetRequiredService<ILogger<PeerListener>>();
        listen.Use(new ConnectionGate(table, perAddress, MaxConnections, new HashSet<System.Net.IPAddress>(), log, listen.ApplicationServices.GetRequiredService<Readiness>().Gone).Guard);
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
        // Who had its link key in an epoch before may have slept since, and is told; it gets no link.
        var peer = gate.MemberOf(certificate);
        if (peer is null && !gate.WasMember(certificate))
        {
            gate.Rejected(new PeerProtocolException { Reason = Rejections.Stranger });
            PeerLog.Refused(log, connection.RemoteEndPoint?.ToString() ?? "?", "its link key is not in the genesis file");
            return;
        }
        if (links.IsPartitioned)
        {
            return;
        }
        try
        {
            // A silo that is told to stop and still serves needs its links; one that failed says nothing more. Whoever comes after the end is not served: the listener would wait for it.
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed, readiness.Ended, failure.Failed);
            await using var link = await gate.GreetAsync(peer, connection.Transport, stop.Token);
            await links.ServeAsync(link, stop.Token);
        }
        catch (Exception e) when (e is PeerProtocolException or IOException or OperationCanceledException or InvalidOperationException or ConnectionAbortedException)
        {
            gate.Rejected(e as PeerProtocolException);
            PeerLog.Refused(log, connection.RemoteEndPoint?.ToString() ?? "?", e.Message);
        }
    }
}
