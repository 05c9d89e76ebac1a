using System.Net;
using System.Runtime.Versioning;
using System.Text.Json;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Scew.Agent;
using Scew.Protocol.Agents;
using Scew.Protocol.Api;
using Scew.Silo.Commands;
using Scew.Silo.Hosting;
using Scew.Silo.Http;
using Scew.Silo.Limits;
using Scew.Silo.Watching;

namespace Scew.Silo.Agent;

/// <summary>The agent's edge: one path that takes signed orders, and one that says that it runs.</summary>
[SupportedOSPlatform("linux")]
internal static partial class AgentHost
{
    private const int MaxConnections = 256;

    /// <summary>An operator sends a few orders a minute; whoever sends more, or wrong ones, is told to wait, and others are not.</summary>
    private static readonly SiloLimits Limits = new() { ConnectionsPerAddress = 16, RequestsPerSecond = 10, Burst = 60, BadRequestCost = 5, Addresses = 4096 };

    public static WebApplication Build(AgentConfig config, string folder, ReplicaAgent agent, LaunchCount launches)
    {
        var address = AddressOf(config);
        var gate = new RequestGate(Limits);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.AddBoundedConsole();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = SignedOrder.MaxWireBytes;
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(15);
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
            kestrel.Listen(new IPEndPoint(IPAddress.Parse(address.Host.Trim('[', ']')), address.Port), listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.Use(gate.Connections(MaxConnections, kestrel.ApplicationServices.GetRequiredService<ILogger<ConnectionGate>>()).Guard);
                if (address.Scheme == "https")
                {
                    listen.UseHttps(HttpsCertificate.Load(Path.Combine(folder, config.Certificate!), config.CertificatePasswordFile is { } file ? Path.Combine(folder, file) : null));
                }
            });
        });
        var app = builder.Build();
        app.Use(gate.InvokeAsync);
        app.MapPost("/v1/orders", http => TakeAsync(http, agent, launches, gate));
        app.MapGet("/health/live", () => Results.Text("live"));
        return app;
    }

    private static async Task TakeAsync(HttpContext http, ReplicaAgent agent, LaunchCount launches, RequestGate gate)
    {
        if (http.Request.ContentType != MediaTypes.AgentOrder)
        {
            await Problems.Of(Codes.UnsupportedMedia, $"an order is sent as {MediaTypes.AgentOrder}").ExecuteAsync(http);
            return;
        }
        if (await RequestBody.ReadAsync(http) is not { } body)
        {
            gate.ChargeBad(http);
            await Problems.Of(Codes.TooLarge, $"an order has at most {SignedOrder.MaxWireBytes} bytes").ExecuteAsync(http);
            return;
        }
        try
        {
            // What was begun is done, even if who asked goes away.
            var answer = await agent.DoAsync(body, CancellationToken.None);
            launches.Took(body, Codes.Ok);
            await new BytesResult(JsonSerializer.SerializeToUtf8Bytes(answer, ApiJson.Default.AgentResponse)).ExecuteAsync(http);
        }
        catch (AgentException failure)
        {
            launches.Took(body, failure.Code);
            if (failure.Code is Codes.Malformed or Codes.NotPermitted or Codes.WrongGroup or Codes.Expired or Codes.NotYetValid)
            {
                gate.ChargeBad(http);
            }
            await Problems.Of(failure.Code, failure.Message).ExecuteAsync(http);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or System.ComponentModel.Win32Exception)
        {
            launches.Took(body, Codes.Internal);
            Failed(http.RequestServices.GetRequiredService<ILogger<ReplicaAgent>>(), failure);
            await Problems.Of(Codes.Internal, "the agent cannot use a file or start a process; its log says which").ExecuteAsync(http);
        }
    }

    [LoggerMessage(EventId = 700, Level = LogLevel.Error, Message = "an order failed")]
    private static partial void Failed(ILogger log, Exception failure);

    private static Uri AddressOf(AgentConfig config) =>
        !Uri.TryCreate(config.Listen, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || !IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip)
            ? throw new SiloFailure(ExitCodes.Usage, $"listen in the agent's configuration is '{config.Listen}'; a URL with an address and a port such as https://0.0.0.0:7443 is needed")
        : address.Scheme == "http" && !IPAddress.IsLoopback(ip) ? throw new SiloFailure(ExitCodes.Usage, "plain http is for loopback addresses only; give listen an https URL and set certificate")
        : address.Scheme == "https" && config.Certificate is null ? throw new SiloFailure(ExitCodes.Usage, "https needs certificate, a PKCS#12 file")
        : address;
}
