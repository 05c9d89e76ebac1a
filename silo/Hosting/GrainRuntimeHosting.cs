#if GRAIN_RUNTIME_ORLEANS
using System.Net;
using System.Net.Sockets;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime.MembershipService.SiloMetadata;
#endif
using Scew.Grains;
using Scew.Silo.Cluster;
using Scew.Silo.Commands;

namespace Scew.Silo.Hosting;

/// <summary>The hosting lines that differ between the embedded grain runtime and the Orleans packages.</summary>
internal static class GrainRuntimeHosting
{
#if GRAIN_RUNTIME_ORLEANS
    /// <summary>Whether this program can share its work with other processes of the same merchant.</summary>
    public const bool HasCluster = true;
#else
    /// <summary>Whether this program can share its work with other processes of the same merchant.</summary>
    public const bool HasCluster = false;
#endif

    /// <summary>A configuration that names other processes is refused where it does not say how to find them, and by a program that cannot reach them.</summary>
    /// <exception cref="SiloFailure">It is.</exception>
    public static void Require(ClusterConfig? cluster, string folder)
    {
        if (cluster is null)
        {
            return;
        }
        // Now and not when they are looked for: a process that stands by would learn it when it is needed.
        _ = cluster.ConnectionString(folder);
        if (!HasCluster)
        {
            throw new SiloFailure(
                ExitCodes.Usage,
                "this program has the embedded grain runtime, which is one process: take 'cluster' out of the configuration, or build with -p:GrainRuntime=Orleans (silo/docs/many-silos.md)");
        }
    }

    /// <summary>Adds the grains of a role, and the way to the merchant's other processes where there are some.</summary>
    public static void Use(IHostApplicationBuilder builder, SiloRole role, ClusterConfig? cluster, string folder) => builder.UseOrleans(silo =>
    {
#if GRAIN_RUNTIME_ORLEANS
        Join(silo, role, cluster, folder);
        silo.UseScewPlacement();
#endif
        silo.AddScewRole(role);
    });

#if GRAIN_RUNTIME_ORLEANS
    /// <summary>Adds the way of an edge, which hosts no grains.</summary>
    public static void UseClient(IHostApplicationBuilder builder, ClusterConfig cluster, string folder) => builder.UseOrleansClient(client =>
    {
        client.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (cluster.Id, cluster.Id));
        client.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = ("Npgsql", cluster.ConnectionString(folder)));
    });

    private static void Join(ISiloBuilder silo, SiloRole role, ClusterConfig? cluster, string folder)
    {
        silo.UseSiloMetadata(new Dictionary<string, string>(StringComparer.Ordinal) { [SiloRoles.Metadata] = role.ToString() });
        if (cluster is null)
        {
            // Alone, and several merchants may share a machine: a port of its own, and nobody from outside.
            var alone = Guid.NewGuid().ToString("N");
            silo.UseLocalhostClustering(FreePort(), 0, null, alone, alone);
            return;
        }
        silo.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (cluster.Id, cluster.Id));
        silo.Configure<EndpointOptions>(options =>
        {
            var listen = cluster.Endpoint;
            options.AdvertisedIPAddress = listen.Address;
            options.SiloPort = listen.Port;
            options.SiloListeningEndpoint = listen;
            options.GatewayPort = cluster.GatewayPort;
            options.GatewayListeningEndpoint = cluster.GatewayPort == 0 ? null : new IPEndPoint(listen.Address, cluster.GatewayPort);
        });
        silo.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = ("Npgsql", cluster.ConnectionString(folder)));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
#else
    /// <summary>Adds the way of an edge, which hosts no grains.</summary>
    public static void UseClient(IHostApplicationBuilder builder, ClusterConfig cluster, string folder) => Require(cluster, folder);
#endif
}
