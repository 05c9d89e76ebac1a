using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.TestingHost;

namespace Orleans.Embedded.Tests;

public sealed class TestClusterTests
{
    [Fact]
    public async Task Silos_of_a_cluster_share_one_activation_for_each_key()
    {
        await using var cluster = await DeployAsync(3);
        var factories = cluster.Silos.Select(s => s.ServiceProvider.GetRequiredService<IGrainFactory>()).Append(cluster.Client).ToList();
        for (var key = 0; key < 20; key++)
        {
            for (var i = 0; i < factories.Count; i++)
            {
                Assert.Equal(i + 1, await factories[i].GetGrain<ICounterGrain>($"c/{key}").Add(1));
            }
        }

        Assert.All(cluster.Silos, silo => Assert.NotEmpty(cluster.GetSiloServiceProvider(silo.SiloAddress).GetRequiredService<Silo>().Cluster.ActivationsOf(silo.ServiceProvider.GetRequiredService<Silo>())));
    }

    [Fact]
    public async Task A_stopped_silo_hands_its_grains_to_the_others()
    {
        await using var cluster = await DeployAsync(2);
        for (var key = 0; key < 10; key++)
        {
            await cluster.Client.GetGrain<ICounterGrain>($"c/{key}").Add(5);
        }

        await cluster.StopSiloAsync(cluster.Silos[0]);
        Assert.Single(cluster.Silos);
        var counts = new List<int>();
        for (var key = 0; key < 10; key++)
        {
            counts.Add(await cluster.Client.GetGrain<ICounterGrain>($"c/{key}").Add(1));
        }

        // Those of the stopped silo began anew, those of the other went on.
        Assert.Equal(5, counts.Count(c => c == 1));
        Assert.Equal(5, counts.Count(c => c == 6));
    }

    [Fact]
    public async Task A_silo_that_joins_later_gets_its_share_of_new_grains()
    {
        await using var cluster = await DeployAsync(1);
        var late = await cluster.StartAdditionalSiloAsync();
        Assert.Equal(("Silo_1", true), (late.Name, late.IsActive));
        Assert.Same(late, cluster.GetSiloForAddress(late.SiloAddress));
        for (var key = 0; key < 10; key++)
        {
            await cluster.Client.GetGrain<ICounterGrain>($"c/{key}").Add(1);
        }

        var silo = late.ServiceProvider.GetRequiredService<Silo>();
        Assert.Equal(5, silo.Cluster.ActivationsOf(silo).Count());
        await late.StopSiloAsync(true);
        Assert.False(late.IsActive);
    }

    [Fact]
    public async Task Silos_client_and_hosts_are_configured_by_their_delegates()
    {
        var names = new List<string>();
        var builder = new InProcessTestClusterBuilder(2);
        builder.ConfigureSilo((options, silo) =>
        {
            names.Add(options.SiloName);
            silo.AddMemoryGrainStorageAsDefault();
        });
        builder.ConfigureClient(client => client.Services.AddSingleton("client"));
        builder.ConfigureHost(host => host.Services.AddSingleton<Probe>());
        await using var cluster = builder.Build();
        Assert.Throws<InvalidOperationException>(() => cluster.Client);
        await cluster.DeployAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(cluster.DeployAsync);
        Assert.Equal(["Silo_0", "Silo_1"], names);
        Assert.Equal("client", cluster.Client.ServiceProvider.GetRequiredService<string>());
        await cluster.Client.GetGrain<INoteGrain>("n").Write("x");
    }

    [Fact]
    public async Task A_stateless_worker_runs_on_the_callers_own_silo()
    {
        await using var cluster = await DeployAsync(2);
        foreach (var handle in cluster.Silos)
        {
            handle.ServiceProvider.GetRequiredService<Probe>().Signal("work may end");
            await handle.ServiceProvider.GetRequiredService<IGrainFactory>().GetGrain<IWorkerGrain>("w").Work("x");
            Assert.Equal(["x began"], handle.ServiceProvider.GetRequiredService<Probe>().Events);
        }
    }

    private static async Task<InProcessTestCluster> DeployAsync(short silos)
    {
        var builder = new InProcessTestClusterBuilder(silos);
        builder.ConfigureSiloHost((_, host) => host.Services.AddSingleton<Probe>());
        builder.ConfigureSilo((_, silo) => silo.AddMemoryGrainStorageAsDefault());
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return cluster;
    }
}
