using Microsoft.AspNetCore.Server.Kestrel.Core;
using Scew.Grains;
using Scew.Silo.Admin;
using Scew.Silo.Edge;
using Scew.Silo.Http;
using Scew.Silo.Limits;
using Scew.Silo.Peers;
using Scew.Silo.Watching;
using Scew.Storage;

namespace Scew.Silo.Hosting;

/// <summary>Puts one merchant's parts together.</summary>
internal static class SiloHost
{
    public static WebApplication Build(SiloConfig config, MerchantContext merchant, IReplicaStore store)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.AddBoundedConsole();
        builder.Logging.SetMinimumLevel(config.LogLevel);
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, config, merchant));
        builder.Services.AddOpenApi();
        AddServices(builder.Services, config, merchant, store);
        GrainRuntimeHosting.Use(builder, SiloRole.Ordering, config.Cluster, config.Folder);
        var app = builder.Build();
        // What edges bring begins where a connection's requests begin.
        app.Use(next =>
        {
            app.Services.GetRequiredService<EdgePipeline>().Take(next);
            return next;
        });
        app.UseRouting();
        app.Use((http, next) => app.Services.GetRequiredService<SecurityHeaders>().InvokeAsync(http, () => next(http)));
        app.Use((http, next) => app.Services.GetRequiredService<Origins>().InvokeAsync(http, () => next(http)));
        app.Use((http, next) => app.Services.GetRequiredService<RequestGate>().InvokeAsync(http, () => next(http)));
        app.Use((http, next) => app.Services.GetRequiredService<HostCheck>().InvokeAsync(http, () => next(http)));
        app.Use((http, next) => app.Services.GetRequiredService<PageServer>().InvokeAsync(http, () => next(http)));
        app.UseStatusCodePages(pages => Problems.OfStatus(pages.HttpContext.Response.StatusCode).ExecuteAsync(pages.HttpContext));
        app.Use((http, next) => app.Services.GetRequiredService<StoreGuard>().InvokeAsync(http, () => next(http)));
        app.MapScew();
        return app;
    }

    private static void AddServices(IServiceCollection services, SiloConfig config, MerchantContext merchant, IReplicaStore store)
    {
        services.AddSingleton(config);
        services.AddSingleton(merchant);
        services.AddSingleton(store);
        services.AddSingleton(new LedgerOptions(config.KeepHeights, config.TransferFrom));
        services.AddSingleton(new ModuleOptions(config.ModuleCache));
        services.AddScewGrains();
#if CRASH_POINTS
        services.AddSingleton<TimeProvider>(new TestClock());
#endif
        services.AddSiloWatching(config);
        services.AddSingleton<Readiness>();
        services.AddSingleton<SiloStop>();
        services.AddSingleton<ISiloStop>(provider => provider.GetRequiredService<SiloStop>());
        services.AddSingleton(new RequestGate(config.Limits));
        services.AddSingleton<StoreGuard>();
        services.AddSingleton(provider => provider.GetRequiredService<RequestGate>().Connections(
            config.MaxConnections, provider.GetRequiredService<ILogger<ConnectionGate>>(), provider.GetRequiredService<Readiness>().Gone));
        services.AddHostedService<DescriptorWatch>();
        services.AddSingleton<PeerGate>();
        services.AddSingleton<PeerLinks>();
        services.AddSingleton<IPeerLinks>(provider => provider.GetRequiredService<PeerLinks>());
        services.AddSingleton<PeerListener>();
        AddEdge(services, config, merchant);
        services.AddSingleton<RequestEndpoints>();
        services.AddSingleton<ReadEndpoints>();
        services.AddSingleton<OutcomeEndpoints>();
        services.AddSingleton<EventEndpoints>();
        services.AddSingleton<HistoryEndpoints>();
        services.AddSingleton<BlockEndpoints>();
        services.AddSingleton<MachineEndpoints>();
        services.AddSingleton<InfoEndpoints>();
        services.AddSingleton<HealthEndpoints>();
        services.AddSingleton<EvidenceEndpoints>();
        services.AddSingleton<StoredReceipts>();
        services.AddHostedService<ReplicaService>();
        services.AddHostedService<Draining>();
        services.AddHostedService<LockWatch>();
        services.AddHostedService<PeerDialer>();
        services.AddHostedService<PeerAsker>();
        services.AddHostedService<AdminPort>();
        services.AddHostedService<ServiceNotice>();
        services.Configure<HostOptions>(options => options.ShutdownTimeout = Draining.StopLimit + TimeSpan.FromSeconds(config.DrainSeconds));
    }

    private static void AddEdge(IServiceCollection services, SiloConfig config, MerchantContext merchant)
    {
        var genesis = merchant.Genesis;
        var hosts = new HostNames(config, new Uri(genesis.Merchants[merchant.Self].Url));
        var origins = new Origins(config, hosts, genesis, merchant.Self);
        services.AddSingleton(origins);
        services.AddSingleton(new HostCheck(hosts, origins));
        services.AddSingleton(new SecurityHeaders(genesis));
        services.AddSingleton(PageFiles.Read(config));
        services.AddSingleton<PageServer>();
        services.AddSingleton<EdgePipeline>();
        services.AddSingleton<IEdgePipeline>(static provider => provider.GetRequiredService<EdgePipeline>());
        services.AddSingleton<PageEndpoints>();
    }

    private static void Listen(KestrelServerOptions kestrel, SiloConfig config, MerchantContext merchant)
    {
        HttpPort.Listen(kestrel, config.HttpUri, kestrel.ApplicationServices.GetRequiredService<ConnectionGate>(), config.Certificate, config.CertificatePasswordFile);
        kestrel.Listen(config.PeerEndpoint, listen => PeerListener.Configure(listen, merchant));
    }
}
