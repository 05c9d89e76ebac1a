using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Scew.Agent.Tests;

/// <summary>A server of programs under https on a free port of this machine, with a certificate of an authority of its own; a test says what it answers.</summary>
internal sealed class ReleaseServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ReleaseServer(WebApplication app, X509Certificate2 certificate) => (_app, Authority) = (app, certificate);

    /// <summary>What its certificate is trusted by.</summary>
    public X509Certificate2 Authority { get; }

    public int Requests { get; private set; }

    public int Port => new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;

    public string Host => $"localhost:{Port}";

    public string Url(string path = "/program") => $"https://{Host}{path}";

    public Func<HttpContext, Task> Answer { get; set; } = static http => http.Response.WriteAsync("nothing");

    public static async Task<ReleaseServer> StartAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.UseHttps(certificate);
        }));
        var app = builder.Build();
        var server = new ReleaseServer(app, certificate);
        app.Run(http =>
        {
            server.Requests++;
            return server.Answer(http);
        });
        await app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync()
    {
        Authority.Dispose();
        return _app.DisposeAsync();
    }
}
