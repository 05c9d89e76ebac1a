using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Orleans.Embedded;

/// <summary>What a silo, and a client, add to their host's services.</summary>
internal static class EmbeddedServices
{
    public static ISiloBuilder AddSilo(IServiceCollection services, IConfiguration? configuration)
    {
        return Existing<ISiloBuilder>(services) ?? New(services, new SiloBuilder(services, configuration ?? new ConfigurationBuilder().Build()), hostsGrains: true);
    }

    public static IClientBuilder AddClient(IServiceCollection services, IConfiguration? configuration)
    {
        return Existing<IClientBuilder>(services) ?? New(services, new ClientBuilder(services, configuration ?? new ConfigurationBuilder().Build()), hostsGrains: false);
    }

    private static TBuilder? Existing<TBuilder>(IServiceCollection services)
        where TBuilder : class
    {
        var existing = services.FirstOrDefault(d => d.ServiceType == typeof(Marker))?.ImplementationInstance as Marker;
        return existing?.Builder switch
        {
            null => null,
            TBuilder builder => builder,
            _ => throw new OrleansConfigurationException(
                "Do not call both UseOrleansClient/AddOrleansClient and UseOrleans/AddOrleans: a silo's own host includes a client, so the client's call can be removed."),
        };
    }

    private static TBuilder New<TBuilder>(IServiceCollection services, TBuilder builder, bool hostsGrains)
        where TBuilder : class
    {
        services.AddSingleton(new Marker(builder));
        services.AddLogging();
        services.AddOptions();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new Silo(provider, hostsGrains ? provider.GetService<Cluster>() ?? new Cluster() : ClusterOf(provider), hostsGrains));
        services.TryAddSingleton<EmbeddedGrainFactory>();
        services.TryAddSingleton<IClusterClient>(static provider => provider.GetRequiredService<EmbeddedGrainFactory>());
        services.TryAddSingleton<IGrainFactory>(static provider => provider.GetRequiredService<EmbeddedGrainFactory>());
        services.TryAddSingleton<IGrainRuntime, EmbeddedGrainRuntime>();
        services.TryAddSingleton<IGrainContextAccessor, CurrentGrainContext>();
        if (hostsGrains)
        {
            services.AddSingleton<IConfigureOptions<GrainTypeOptions>, GrainTypeScan>();
            services.AddHostedService<SiloHostedService>();
        }
        else
        {
            services.AddHostedService<ClientHostedService>();
        }

        return builder;
    }

    private static Cluster ClusterOf(IServiceProvider provider)
    {
        return provider.GetService<Cluster>() ?? throw new OrleansConfigurationException(
            "The embedded grain runtime has no networking: a client reaches no cluster elsewhere. Use the IClusterClient of the silo's own host, or build with GrainRuntime=Orleans.");
    }

    private sealed record Marker(object Builder);

    private sealed class SiloBuilder(IServiceCollection services, IConfiguration configuration) : ISiloBuilder
    {
        public IServiceCollection Services => services;

        public IConfiguration Configuration => configuration;
    }

    private sealed class ClientBuilder(IServiceCollection services, IConfiguration configuration) : IClientBuilder
    {
        public IServiceCollection Services => services;

        public IConfiguration Configuration => configuration;
    }

    private sealed class CurrentGrainContext : IGrainContextAccessor
    {
        public IGrainContext? GrainContext => Activation.Current;
    }

    private sealed class EmbeddedGrainRuntime(IServiceProvider services, IGrainFactory factory, TimeProvider clock) : IGrainRuntime
    {
        public IGrainFactory GrainFactory => factory;

        public IServiceProvider ServiceProvider => services;

        public TimeProvider TimeProvider => clock;

        public void DeactivateOnIdle(IGrainContext grainContext)
        {
            grainContext.Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationRequested, "The grain called DeactivateOnIdle."));
        }
    }

    /// <summary>Makes a client fail at start, not at its first call, where there is no cluster to reach.</summary>
    private sealed class ClientHostedService(IServiceProvider services) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            services.GetRequiredService<Silo>();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            services.GetRequiredService<Silo>().FailOutstanding();
            return Task.CompletedTask;
        }
    }
}
