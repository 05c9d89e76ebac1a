using Scew.Silo.Cluster;
using Scew.Silo.Hosting;
using Scew.Silo.Limits;
using Scew.Silo.Watching;

namespace Scew.Silo.Edge;

/// <summary>A process that serves customers and hosts no grains: TLS and connections here, everything else at the ordering silo.</summary>
internal static class EdgeHost
{
    public static WebApplication Build(NodeConfig config, Action<IHostApplicationBuilder> client)
    {
        var gate = new RequestGate(config.Limits);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.AddBoundedConsole();
        builder.Logging.SetMinimumLevel(config.LogLevel);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            var connections = gate.Connections(config.MaxConnections, kestrel.ApplicationServices.GetRequiredService<ILogger<ConnectionGate>>());
            HttpPort.Listen(kestrel, new Uri(config.HttpListen!), connections, config.Rooted(config.Certificate), config.Rooted(config.CertificatePasswordFile));
        });
        client(builder);
        builder.Services.AddSingleton(gate);
        builder.Services.AddSingleton<EdgeForwarder>();
        var app = builder.Build();
        var forwarder = app.Services.GetRequiredService<EdgeForwarder>();
        app.Run(forwarder.ForwardAsync);
        return app;
    }
}
