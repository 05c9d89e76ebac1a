using System.Collections.Concurrent;
using System.Collections.Immutable;
using Orleans;
using Orleans.Hosting;
using Orleans.TestingHost;
using Scew.Homomorphic.Modules;

namespace Scew.Grains.Tests.Modules;

/// <summary>Silos with secure modules and nothing else; a test may stand between them and who asks.</summary>
internal sealed class ModuleCluster : IIncomingGrainCallFilter, ILoggerProvider, ILogger, IAsyncDisposable
{
    private InProcessTestCluster _cluster = null!;
    private int _calls;

    /// <summary>What happens to a call instead of what the module does; by the call's number from 1.</summary>
    public Func<int, Task<byte[]?>>? Interfere { get; set; }

    public int Calls => Volatile.Read(ref _calls);

    public ConcurrentQueue<(LogLevel Level, int Event, string Text)> Log { get; } = new();

    public ModuleHost Host => Services.GetRequiredService<ModuleHost>();

    private IServiceProvider Services => _cluster.Silos[0].ServiceProvider;

    public static async Task<ModuleCluster> StartAsync(ModuleOptions options, bool hasKey = true, short silos = 1)
    {
        var made = new ModuleCluster();
        var builder = new InProcessTestClusterBuilder(silos);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton(TimeProvider.System);
            silo.Services.AddSingleton(options);
            silo.Services.AddSingleton<ModuleHost>();
            silo.Services.AddSingleton<ModuleClient>();
            silo.Services.AddLogging(logging => logging.AddProvider(made));
            silo.AddIncomingGrainCallFilter(made);
        });
        made._cluster = builder.Build();
        await made._cluster.DeployAsync();
        foreach (var silo in hasKey ? made._cluster.Silos.ToList() : [])
        {
            silo.ServiceProvider.GetRequiredService<ModuleHost>().Take(0, ModuleQuestions.NewKey());
        }
        return made;
    }

    public async Task<ImmutableArray<byte[]>> AskAsync(ImmutableArray<ModuleCall> calls, CancellationToken cancel = default) =>
        ModuleQuestions.Bytes(await Services.GetRequiredService<ModuleClient>().AskAsync(7, calls, cancel));

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (Interfere is { } interfere && await interfere(Interlocked.Increment(ref _calls)) is { } instead)
        {
            context.Result = instead;
            return;
        }
        await context.Invoke();
    }

    /// <summary>Waits for an entry of the log.</summary>
    public async Task<string> ToldAsync(int id)
    {
        while (true)
        {
            foreach (var entry in Log)
            {
                if (entry.Event == id)
                {
                    return entry.Text;
                }
            }
            await Task.Delay(5);
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Log.Enqueue((logLevel, eventId.Id, formatter(state, exception)));

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();

    void IDisposable.Dispose()
    {
    }
}
