using System.Collections.ObjectModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Embedded;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Orleans.TestingHost;

/// <summary>Silos in this process that share one grain directory, and a client of them.</summary>
public sealed class InProcessTestCluster : IDisposable, IAsyncDisposable
{
    private readonly Cluster _cluster = new();
    private readonly List<InProcessSiloHandle> _silos = [];
    private IHost? _client;
    private short _started;

    internal InProcessTestCluster(InProcessTestClusterOptions options)
    {
        Options = options;
    }

    /// <summary>What the cluster is made of.</summary>
    public InProcessTestClusterOptions Options { get; }

    /// <summary>The running silos.</summary>
    public ReadOnlyCollection<InProcessSiloHandle> Silos => GetActiveSilos().ToList().AsReadOnly();

    /// <summary>The client; it outlives any one silo.</summary>
    public IClusterClient Client => _client?.Services.GetRequiredService<IClusterClient>() ?? throw new InvalidOperationException("The cluster has no client yet: deploy it.");

    /// <summary>The running silos.</summary>
    public IEnumerable<InProcessSiloHandle> GetActiveSilos() => _silos.Where(s => s.IsActive);

    /// <summary>The services of a silo.</summary>
    /// <param name="silo">The silo; null for the first that runs.</param>
    public IServiceProvider GetSiloServiceProvider(SiloAddress? silo = null) => GetActiveSilos().First(s => silo is null || s.SiloAddress.Equals(silo)).ServiceProvider;

    /// <summary>The silo with an address; null when it does not run.</summary>
    /// <param name="siloAddress">The address.</param>
    public InProcessSiloHandle? GetSiloForAddress(SiloAddress siloAddress) => GetActiveSilos().FirstOrDefault(s => s.SiloAddress.Equals(siloAddress));

    /// <summary>Starts the first silos and the client.</summary>
    public Task DeployAsync() => DeployAsync(CancellationToken.None);

    /// <summary>Starts the first silos and the client.</summary>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task DeployAsync(CancellationToken cancellationToken)
    {
        if (_silos.Count > 0)
        {
            throw new InvalidOperationException("The cluster is deployed already.");
        }

        await StartSilosAsync(Options.InitialSilosCount, cancellationToken);
        if (Options.InitializeClientOnDeploy)
        {
            await InitializeClientAsync(cancellationToken);
        }
    }

    /// <summary>Makes the client.</summary>
    public Task InitializeClientAsync() => InitializeClientAsync(CancellationToken.None);

    /// <summary>Makes the client.</summary>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task InitializeClientAsync(CancellationToken cancellationToken)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(_cluster);
        builder.UseOrleansClient();
        foreach (var configure in Options.ClientHostConfigurationDelegates)
        {
            configure(builder);
        }

        _client = builder.Build();
        await _client.StartAsync(cancellationToken);
    }

    /// <summary>Starts one more silo.</summary>
    public async Task<InProcessSiloHandle> StartAdditionalSiloAsync() => (await StartSilosAsync(1))[0];

    /// <summary>Starts more silos.</summary>
    /// <param name="silosToStart">How many.</param>
    public Task<List<InProcessSiloHandle>> StartSilosAsync(int silosToStart) => StartSilosAsync(silosToStart, CancellationToken.None);

    /// <summary>Starts more silos.</summary>
    /// <param name="silosToStart">How many.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task<List<InProcessSiloHandle>> StartSilosAsync(int silosToStart, CancellationToken cancellationToken)
    {
        var started = new List<InProcessSiloHandle>();
        for (var i = 0; i < silosToStart; i++)
        {
            started.Add(await StartSiloAsync(_started++, cancellationToken));
        }

        return started;
    }

    /// <summary>Stops a silo in order: its activations end, and the next calls make new ones elsewhere.</summary>
    /// <param name="instance">The silo.</param>
    public Task StopSiloAsync(InProcessSiloHandle instance) => StopSiloAsync(instance, CancellationToken.None);

    /// <summary>Stops a silo in order.</summary>
    /// <param name="instance">The silo.</param>
    /// <param name="cancellationToken">Cancels the wait for its activations to end.</param>
    public async Task StopSiloAsync(InProcessSiloHandle instance, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(instance);
        await instance.StopSiloAsync(cancellationToken);
    }

    /// <summary>Stops the client and every silo.</summary>
    public Task StopAllSilosAsync() => StopAllSilosAsync(CancellationToken.None);

    /// <summary>Stops the client and every silo.</summary>
    /// <param name="cancellationToken">Cancels the wait for activations to end.</param>
    public async Task StopAllSilosAsync(CancellationToken cancellationToken)
    {
        if (_client is not null)
        {
            await _client.StopAsync(cancellationToken);
        }

        foreach (var silo in _silos)
        {
            await silo.StopSiloAsync(cancellationToken);
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await StopAllSilosAsync();
        Dispose();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _client?.Dispose();
        foreach (var silo in _silos)
        {
            silo.Dispose();
        }
    }

    private async Task<InProcessSiloHandle> StartSiloAsync(short number, CancellationToken cancellationToken)
    {
        var own = new InProcessTestSiloSpecificOptions { SiloName = $"Silo_{number}", SiloPort = EndpointOptions.DEFAULT_SILO_PORT + number };
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(_cluster);
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(own.SiloPort, own.GatewayPort, null, Options.ServiceId, Options.ClusterId);
            silo.Configure<SiloOptions>(options => options.SiloName = own.SiloName);
        });
        foreach (var configure in Options.SiloHostConfigurationDelegates)
        {
            configure(own, builder);
        }

        var host = builder.Build();
        await host.StartAsync(cancellationToken);
        var handle = new InProcessSiloHandle
        {
            Name = own.SiloName,
            InstanceNumber = number,
            SiloAddress = host.Services.GetRequiredService<Silo>().Address,
            SiloHost = host,
        };
        _silos.Add(handle);
        return handle;
    }
}
