using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Scew.Protocol;

namespace Scew.Keys.Tests;

public class LinkKeyTests
{
    [Fact]
    public async Task Two_link_keys_talk_by_mutual_tls_and_see_each_others_pins()
    {
        using var server = LinkKey.Create();
        using var client = LinkKey.Create();
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var outgoing = new TcpClient();
        await outgoing.ConnectAsync((IPEndPoint)listener.LocalEndpoint, timeout.Token);
        using var incoming = await listener.AcceptTcpClientAsync(timeout.Token);
        Digest seenByServer = default;
        Digest seenByClient = default;
        await using var serverTls = new SslStream(incoming.GetStream(), false, (_, certificate, _, _) => Pin(certificate, out seenByServer));
        await using var clientTls = new SslStream(outgoing.GetStream(), false, (_, certificate, _, _) => Pin(certificate, out seenByClient));
        var accept = serverTls.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions { ServerCertificate = server.Certificate, ClientCertificateRequired = true, EnabledSslProtocols = SslProtocols.Tls13 }, timeout.Token);
        await clientTls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = "scew-link", ClientCertificates = [client.Certificate], EnabledSslProtocols = SslProtocols.Tls13 }, timeout.Token);
        await accept;
        await clientTls.WriteAsync("ping"u8.ToArray(), timeout.Token);
        var received = new byte[4];
        await serverTls.ReadExactlyAsync(received, timeout.Token);
        Assert.Equal("ping"u8.ToArray(), received);
        Assert.Equal(client.Pin, seenByServer);
        Assert.Equal(server.Pin, seenByClient);
        Assert.NotEqual(client.Pin, server.Pin);
    }

    [Fact]
    public void The_pin_belongs_to_the_key_and_not_to_the_certificate()
    {
        using var key = LinkKey.Create();
        using var again = LinkKey.FromPkcs8(key.ExportPrivatePkcs8());
        Assert.Equal(key.Pin, again!.Pin);
        Assert.NotEqual(key.Certificate.Thumbprint, again.Certificate.Thumbprint);
        Assert.True(again.Certificate.HasPrivateKey);
        Assert.Null(LinkKey.FromPkcs8([1, 2, 3]));
    }

    private static bool Pin(X509Certificate? certificate, out Digest pin)
    {
        pin = certificate is X509Certificate2 given ? LinkKey.PinOf(given) : default;
        return certificate is not null;
    }
}
