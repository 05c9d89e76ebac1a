using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Orleans.Embedded.Tests;

public sealed class HostingTests
{
    [Fact]
    public async Task UseOrleans_works_on_every_kind_of_host_builder()
    {
        using var classic = new HostBuilder().UseOrleans(silo => silo.UseLocalhostClustering()).ConfigureServices(s => s.AddSingleton<Probe>()).Build();
        await CountAsync(classic);

        using var withContext = new HostBuilder().UseOrleans((context, silo) => silo.Configure<SiloOptions>(o => o.SiloName = context.HostingEnvironment.EnvironmentName)).Build();
        Assert.Equal("Production", withContext.Services.GetRequiredService<IOptions<SiloOptions>>().Value.SiloName);

        var builder = Host.CreateEmptyApplicationBuilder(null);
        Assert.Same(builder, builder.UseOrleans());
        using var application = builder.Build();
        await CountAsync(application);

        var web = WebApplication.CreateSlimBuilder();
        web.UseOrleans(silo => silo.UseLocalhostClustering());
        await using var site = web.Build();
        Assert.NotNull(site.Services.GetRequiredService<IClusterClient>());

        var services = new ServiceCollection().AddOrleans(silo => silo.UseLocalhostClustering());
        Assert.Contains(services, d => d.ServiceType == typeof(IGrainFactory));
    }

    [Fact]
    public async Task Several_calls_of_UseOrleans_configure_one_silo()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([new("name", "configured")]);
        builder.UseOrleans(silo => silo.Configure<SiloOptions>(o => o.SiloName = silo.Configuration["name"]));
        builder.UseOrleans(silo => silo.Configure<ClusterOptions>(o => o.ClusterId = "mine"));
        using var host = builder.Build();
        Assert.Equal("configured", host.Services.GetRequiredService<Silo>().Name);
        Assert.Single(host.Services.GetServices<IHostedService>().OfType<SiloHostedService>());
        await CountAsync(host);
    }

    [Fact]
    public void A_silo_and_a_client_in_one_collection_are_refused_in_either_order()
    {
        var first = Host.CreateEmptyApplicationBuilder(null);
        first.UseOrleans();
        Assert.Throws<OrleansConfigurationException>(() => first.UseOrleansClient());

        var second = Host.CreateEmptyApplicationBuilder(null);
        second.UseOrleansClient();
        Assert.Throws<OrleansConfigurationException>(() => second.UseOrleans());

        var classic = new HostBuilder().UseOrleansClient().UseOrleans(_ => { });
        Assert.Throws<OrleansConfigurationException>(classic.Build);
    }

    [Fact]
    public async Task A_client_without_a_silo_in_its_process_refuses_to_start_and_says_why()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleansClient();
        using var host = builder.Build();
        var error = await Assert.ThrowsAsync<OrleansConfigurationException>(() => host.StartAsync());
        Assert.Contains("no networking", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Joining_another_silo_is_refused()
    {
        await Assert.ThrowsAsync<NotSupportedException>(() => TestSilo.StartAsync(s => s.UseLocalhostClustering(primarySiloEndpoint: new(System.Net.IPAddress.Loopback, 1))));
    }

    [Fact]
    public async Task Hosts_in_one_process_are_clusters_of_their_own()
    {
        await using var one = await TestSilo.StartAsync();
        await using var two = await TestSilo.StartAsync();
        Assert.Equal(1, await one.Get<ICounterGrain>("c").Add(1));
        Assert.Equal(1, await two.Get<ICounterGrain>("c").Add(1));
        Assert.Equal(2, await one.Get<ICounterGrain>("c").Add(1));
    }

    [Fact]
    public async Task Calls_before_the_start_fail_and_a_host_stops_within_its_time_when_a_call_hangs()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<Probe>();
        builder.UseOrleans();
        using var host = builder.Build();
        var grain = host.Services.GetRequiredService<IGrainFactory>().GetGrain<ICallGrain>("c");
        await Assert.ThrowsAsync<SiloUnavailableException>(grain.Sender);

        await host.StartAsync();
        var hanging = grain.Hold("never");
        await host.Services.GetRequiredService<Probe>().Seen("holding");
        using var hurry = new CancellationTokenSource(100);
        await host.StopAsync(hurry.Token);
        await Assert.ThrowsAsync<SiloUnavailableException>(() => hanging);
    }

    [Fact]
    public async Task Activity_propagation_carries_the_callers_activity_to_the_callee()
    {
        using var source = new System.Diagnostics.ActivitySource("test");
        var started = new System.Collections.Concurrent.ConcurrentQueue<System.Diagnostics.Activity>();
        using var listener = new System.Diagnostics.ActivityListener
        {
            ShouldListenTo = s => s.Name is "test" or "Microsoft.Orleans.Application",
            Sample = (ref System.Diagnostics.ActivityCreationOptions<System.Diagnostics.ActivityContext> _) => System.Diagnostics.ActivitySamplingResult.AllData,
            ActivityStopped = started.Enqueue,
        };
        System.Diagnostics.ActivitySource.AddActivityListener(listener);
        await using var silo = await TestSilo.StartAsync(s => s.AddActivityPropagation());
        using (var outer = source.StartActivity("outer"))
        {
            await silo.Get<ISumGrain>("a").SumAt("b", 1, 2);
            Assert.Same(outer, System.Diagnostics.Activity.Current);
            var mine = started.Where(a => a.TraceId == outer!.TraceId).ToList();
            Assert.Equal(["ISumGrain/Sum", "ISumGrain/SumAt"], mine.Select(a => a.OperationName));
            Assert.Equal(mine[1].SpanId, mine[0].ParentSpanId);
            Assert.Equal(outer!.SpanId, mine[1].ParentSpanId);
        }
    }

    [Fact]
    public async Task A_grain_is_made_from_the_services_of_its_silo()
    {
        await using var silo = await TestSilo.StartAsync(s => s.ConfigureServices(services => services.AddKeyedSingleton("two", new Lazy<string>("keyed")).AddScoped<Scoped>()));
        Assert.Equal("keyed none injected/1 True", await silo.Get<IInjectedGrain>("injected/1").Describe());
    }

    private static async Task CountAsync(IHost host)
    {
        await host.StartAsync();
        Assert.Equal(1, await host.Services.GetRequiredService<IGrainFactory>().GetGrain<ICounterGrain>("c").Add(1));
        await host.StopAsync();
    }
}

public sealed class Scoped;

public interface IInjectedGrain : IGrainWithStringKey
{
    Task<string> Describe();
}

/// <summary>A grain that does not derive from <see cref="Grain"/>.</summary>
public sealed class InjectedGrain(IGrainContext context, [FromKeyedServices("two")] Lazy<string> keyed, Scoped scoped, Lazy<int>? missing = null) : IGrainBase, IInjectedGrain
{
    public IGrainContext GrainContext => context;

    public Task<string> Describe()
    {
        var own = ReferenceEquals(scoped, context.ActivationServices.GetRequiredService<Scoped>());
        return Task.FromResult($"{keyed.Value} {(missing is null ? "none" : "some")} {this.GetPrimaryKeyString()} {own}");
    }
}
