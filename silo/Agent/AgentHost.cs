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
            kestrel.ConfigureEndpointDefaults(static endpoint => endpoint.Protocols = HttpProtocols.Http1);
            var connections = gate.Connections(MaxConnections, kestrel.ApplicationServices.GetRequiredService<ILogger<ConnectionGate>>());
            HttpPort.Listen(kestrel, address, connections, Rooted(config.Certificate), Rooted(config.CertificatePasswordFile));
            kestrel.Limits.MaxRequestBodySize = SignedOrder.MaxWireBytes;
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(15);
        });
        var app = builder.Build();
        app.Use(gate.InvokeAsync);
        app.MapPost("/v1/orders", http => TakeAsync(http, agent, launches, gate));
        app.MapGet("/health/live", () => Results.Text("live"));
        return app;

        string? Rooted(string? path) => path is null ? null : Path.Combine(folder, path);
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

    private static Uri AddressOf(AgentConfig config) => HttpPort.Fault("listen", config.Listen, config.Certificate) is { } fault
        ? throw new SiloFailure(ExitCodes.Usage, $"the agent's configuration: {fault}")
        : new Uri(config.Listen);
}
