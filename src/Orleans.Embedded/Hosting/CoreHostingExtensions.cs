using System.Net;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Configuration;
using Orleans.Embedded;

namespace Orleans.Hosting;

/// <summary>Configures how a silo stands in its cluster.</summary>
public static class CoreHostingExtensions
{
    /// <summary>Carries the current <see cref="System.Diagnostics.Activity"/> from caller to callee.</summary>
    /// <param name="builder">The silo.</param>
    public static ISiloBuilder AddActivityPropagation(this ISiloBuilder builder)
    {
        builder.Services.TryAddSingleton<Tracing.Enabled>();
        return builder;
    }

    /// <summary>One silo on this machine. The embedded runtime keeps the values and opens no port.</summary>
    /// <param name="builder">The silo.</param>
    /// <param name="siloPort">The port for silos.</param>
    /// <param name="gatewayPort">The port for clients.</param>
    /// <param name="primarySiloEndpoint">Another silo to join; this runtime has no other.</param>
    /// <param name="serviceId">The service's name.</param>
    /// <param name="clusterId">The cluster's name.</param>
    public static ISiloBuilder UseLocalhostClustering(
        this ISiloBuilder builder,
        int siloPort = EndpointOptions.DEFAULT_SILO_PORT,
        int gatewayPort = EndpointOptions.DEFAULT_GATEWAY_PORT,
        IPEndPoint? primarySiloEndpoint = null,
        string serviceId = ClusterOptions.DevelopmentServiceId,
        string clusterId = ClusterOptions.DevelopmentClusterId)
    {
        if (primarySiloEndpoint is not null)
        {
            throw new NotSupportedException("The embedded grain runtime has no networking: a silo cannot join another. Build with GrainRuntime=Orleans for that.");
        }

        builder.Configure<EndpointOptions>(options =>
        {
            options.AdvertisedIPAddress = IPAddress.Loopback;
            options.SiloPort = siloPort;
            options.GatewayPort = gatewayPort;
        });
        return builder.Configure<ClusterOptions>(options =>
        {
            options.ServiceId = serviceId;
            options.ClusterId = clusterId;
        });
    }
}
