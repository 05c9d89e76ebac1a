using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Scew.Silo.Edge;
using Scew.Silo.Limits;

namespace Scew.Silo.Hosting;

/// <summary>A port for https, or plain http on a loopback address: that of customers at the ordering silo or at an edge, and that of an agent.</summary>
internal static class HttpPort
{
    /// <summary>What is wrong with the URL that a member of a configuration names, and with its certificate; null for nothing.</summary>
    public static string? Fault(string member, string? listen, string? certificate) =>
        !Uri.TryCreate(listen ?? "", UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || !IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address)
            ? $"{member} is '{listen}'; a URL with an address and a port such as http://127.0.0.1:8001 or https://0.0.0.0:8443 is needed"
        : uri.Scheme == "http" && !IPAddress.IsLoopback(address) ? $"plain http is for loopback addresses only; give {member} an https URL and set certificate"
        : uri.Scheme == "https" && certificate is null ? "https needs certificate, a PKCS#12 file"
        : null;

    /// <summary>The same of customers' port, with how many may come.</summary>
    public static string? Fault(string? httpListen, string? certificate, int maxConnections, SiloLimits? limits) => Fault("httpListen", httpListen, certificate)
        ?? (maxConnections is < 1 or > 1_000_000 ? "maxConnections is 1 to 1000000"
        : limits is null || limits.TrustedProxies is null ? "limits is an object; leave it out for the defaults"
        : limits.Fault());

    /// <summary>The endpoint of a URL without a fault.</summary>
    public static IPEndPoint Endpoint(Uri listen) => new(IPAddress.Parse(listen.Host.Trim('[', ']')), listen.Port);

    /// <summary>Listens, each connection through the gate, with limits that a caller may tighten afterwards. The certificate's path is null with plain http.</summary>
    public static void Listen(KestrelServerOptions kestrel, Uri listen, ConnectionGate gate, string? certificate, string? passwordFile)
    {
        EdgeLimits.Set(kestrel);
        kestrel.Listen(Endpoint(listen), options =>
        {
            options.Use(gate.Guard);
            if (listen.Scheme == "https")
            {
                options.UseHttps(HttpsCertificate.Load(certificate!, passwordFile));
            }
        });
    }
}
