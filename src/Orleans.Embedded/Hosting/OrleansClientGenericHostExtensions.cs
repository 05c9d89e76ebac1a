using Microsoft.Extensions.DependencyInjection;
using Orleans.Embedded;
using Orleans.Hosting;

namespace Microsoft.Extensions.Hosting;

/// <summary>Adds a client of a cluster elsewhere, which this runtime cannot reach: such a host refuses to start to a host.</summary>
public static class OrleansClientGenericHostExtensions
{
    /// <summary>Adds a client of a cluster elsewhere, which this runtime cannot reach: such a host refuses to start.</summary>
    /// <param name="hostAppBuilder">The host.</param>
    public static IHostApplicationBuilder UseOrleansClient(this IHostApplicationBuilder hostAppBuilder) => hostAppBuilder.UseOrleansClient(_ => { });

    /// <summary>Adds a client of a cluster elsewhere, which this runtime cannot reach: such a host refuses to start.</summary>
    /// <param name="hostAppBuilder">The host.</param>
    public static HostApplicationBuilder UseOrleansClient(this HostApplicationBuilder hostAppBuilder) => hostAppBuilder.UseOrleansClient(_ => { });

    /// <summary>Adds a client of a cluster elsewhere, which this runtime cannot reach: such a host refuses to start; several calls configure the same one.</summary>
    /// <param name="hostAppBuilder">The host.</param>
    /// <param name="configureDelegate">Configures it.</param>
    public static IHostApplicationBuilder UseOrleansClient(this IHostApplicationBuilder hostAppBuilder, Action<IClientBuilder> configureDelegate)
    {
        ArgumentNullException.ThrowIfNull(hostAppBuilder);
        ArgumentNullException.ThrowIfNull(configureDelegate);
        configureDelegate(EmbeddedServices.AddClient(hostAppBuilder.Services, hostAppBuilder.Configuration));
        return hostAppBuilder;
    }

    /// <summary>Adds a client of a cluster elsewhere, which this runtime cannot reach: such a host refuses to start; several calls configure the same one.</summary>
    /// <param name="hostAppBuilder">The host.</param>
    /// <param name="configureDelegate">Configures it.</param>
    public static HostApplicationBuilder UseOrleansClient(this HostApplicationBuilder hostAppBuilder, Action<IClientBuilder> configureDelegate)
    {
        ((IHostApplicationBuilder)hostAppBuilder).UseOrleansClient(configureDelegate);
        return hostAppBuilder;
    }

    /// <summary>Adds a client of a cluster elsewhere, which this runtime cannot reach: such a host refuses to start.</summary>
    /// <param name="hostBuilder">The host.</param>
    public static IHostBuilder UseOrleansClient(this IHostBuilder hostBuilder) => hostBuilder.UseOrleansClient((IClientBuilder _) => { });

    /// <summary>Adds a client of a cluster elsewhere, which this runtime cannot reach: such a host refuses to start; several calls configure the same one.</summary>
    /// <param name="hostBuilder">The host.</param>
    /// <param name="configureDelegate">Configures it.</param>
    public static IHostBuilder UseOrleansClient(this IHostBuilder hostBuilder, Action<IClientBuilder> configureDelegate)
    {
        ArgumentNullException.ThrowIfNull(configureDelegate);
        return hostBuilder.UseOrleansClient((_, builder) => configureDelegate(builder));
    }

    /// <summary>Adds a client of a cluster elsewhere, which this runtime cannot reach: such a host refuses to start; several calls configure the same one.</summary>
    /// <param name="hostBuilder">The host.</param>
    /// <param name="configureDelegate">Configures it.</param>
    public static IHostBuilder UseOrleansClient(this IHostBuilder hostBuilder, Action<HostBuilderContext, IClientBuilder> configureDelegate)
    {
        ArgumentNullException.ThrowIfNull(hostBuilder);
        ArgumentNullException.ThrowIfNull(configureDelegate);
        return hostBuilder.ConfigureServices((context, services) => configureDelegate(context, EmbeddedServices.AddClient(services, context.Configuration)));
    }

    /// <summary>Adds a client of a cluster elsewhere, which this runtime cannot reach: such a host refuses to start; several calls configure the same one.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configureDelegate">Configures it.</param>
    public static IServiceCollection AddOrleansClient(this IServiceCollection services, Action<IClientBuilder> configureDelegate)
    {
        ArgumentNullException.ThrowIfNull(configureDelegate);
        configureDelegate(EmbeddedServices.AddClient(services, null));
        return services;
    }
}
