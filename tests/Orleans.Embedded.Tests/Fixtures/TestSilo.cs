using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Hosting;

namespace Orleans.Embedded.Tests;

/// <summary>One host with one silo, on a clock that the test moves.</summary>
public sealed class TestSilo : IAsyncDisposable
{
    private readonly IHost _host;

    private TestSilo(IHost host, ManualClock clock)
    {
        _host = host;
        Clock = clock;
    }

    public ManualClock Clock { get; }

    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    public Probe Probe => _host.Services.GetRequiredService<Probe>();

    public IServiceProvider Services => _host.Services;

    public static async Task<TestSilo> StartAsync(Action<ISiloBuilder>? configure = null)
    {
        var clock = new ManualClock();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddSingleton<Probe>();
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering();
            silo.AddMemoryGrainStorageAsDefault();
            configure?.Invoke(silo);
        });
        var host = builder.Build();
        await host.StartAsync();
        return new TestSilo(host, clock);
    }

    public Task StopAsync() => _host.StopAsync();

    public TGrain Get<TGrain>(string key)
        where TGrain : IGrainWithStringKey
    {
        return Grains.GetGrain<TGrain>(key);
    }

    /// <summary>Moves the clock in steps, so that timers that are armed between them fire too.</summary>
    public async Task AdvanceAsync(TimeSpan time, int steps = 1)
    {
        for (var i = 0; i < steps; i++)
        {
            Clock.Advance(time / steps);
            await Task.Delay(5);
        }
    }

    /// <summary>Moves the clock step by step until something is noted: for what is armed on turns, at a moment that the machine's load decides.</summary>
    public Task AdvanceUntilAsync(TimeSpan step, string name) => AdvanceUntilAsync(step, Probe.Seen(name));

    /// <summary>Moves the clock step by step until a task has ended.</summary>
    public async Task AdvanceUntilAsync(TimeSpan step, Task task)
    {
        for (var i = 0; i < 1000 && !task.IsCompleted; i++)
        {
            Clock.Advance(step);
            await Task.WhenAny(task, Task.Delay(200));
        }

        await task;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
