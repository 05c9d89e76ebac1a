using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Orleans;
using Orleans.Hosting;
using Orleans.TestingHost;
using Scew.Grains.Tests.Transfers;
using Scew.Storage;

namespace Scew.Grains.Tests.Roles;

/// <summary>One merchant's cluster: an ordering silo with the database, and silos that only run asset grains. Ordering silos can follow each other, as processes do.</summary>
internal sealed class SpreadMerchant : IAsyncDisposable
{
    private readonly TestGroup _group;
    private readonly string _folder;
    private readonly ConcurrentDictionary<string, int> _calls = new(StringComparer.Ordinal);
    private readonly Queue<SiloRole> _roles = new();
    private InProcessTestCluster _cluster = null!;
    private InProcessSiloHandle _ordering = null!;
    private TestMerchant? _next;
    private IReplicaStore? _store;

    private SpreadMerchant(TestGroup group, string folder) => (_group, _folder) = (group, folder);

    /// <summary>The merchant by its ordering silo.</summary>
    public TestMerchant Ordering { get; private set; } = null!;

    /// <summary>Calls of asset grains that ran on silos without a database.</summary>
    public int Elsewhere => _calls.GetValueOrDefault(nameof(SiloRole.Registers));

    /// <summary>What happens around a call of <see cref="IRegistersGrain"/>, by its number from 1.</summary>
    public Func<int, IIncomingGrainCallContext, Task>? Around { get; set; }

    public IGrainFactory Client => _cluster.Client;

    public static async Task<SpreadMerchant> StartAsync(TestGroup group, string folder, params SiloRole[] others)
    {
        var made = new SpreadMerchant(group, folder);
        await SqliteReplicaStore.InitializeAsync(folder, group.Group.Genesis, 0);
        var builder = new InProcessTestClusterBuilder(1);
        made._roles.Enqueue(SiloRole.Ordering);
        await made.PrepareAsync();
        builder.ConfigureSiloHost((_, host) =>
        {
            var role = made._roles.Dequeue();
            if (role == SiloRole.Ordering)
            {
                made._next = TestMerchant.Within(group, 0, made._store!, host);
            }
            else
            {
                host.Services.AddSingleton(TimeProvider.System);
            }
            host.UseOrleans(silo =>
            {
                silo.AddScewRole(role);
                silo.AddIncomingGrainCallFilter(new Counted(made, role));
            });
        });
        made._cluster = builder.Build();
        await made._cluster.DeployAsync();
        await made.TakeOverAsync(made._cluster.Silos[0]);
        foreach (var role in others)
        {
            await made.AddAsync(role);
        }
        return made;
    }

    /// <summary>Starts one more silo, and gives it.</summary>
    public async Task<InProcessSiloHandle> AddAsync(SiloRole role)
    {
        _roles.Enqueue(role);
        return await _cluster.StartAdditionalSiloAsync();
    }

    /// <summary>A silo dies: its activations are not told.</summary>
    public static async Task LoseAsync(InProcessSiloHandle silo) => await silo.StopSiloAsync(stopGracefully: false);

    /// <summary>The ordering silo dies with whatever it did not write, and another one opens the database.</summary>
    public async Task FailOverAsync()
    {
        await LoseOrderingAsync();
        await PrepareAsync();
        await TakeOverAsync(await AddAsync(SiloRole.Ordering));
    }

    public async Task LoseOrderingAsync()
    {
        await LoseAsync(_ordering);
        await Ordering.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        await Ordering.DisposeAsync();
    }

    private async Task PrepareAsync() => _store = await SqliteReplicaStore.OpenAsync(_folder, _group.Group.Genesis, 0);

    private async Task TakeOverAsync(InProcessSiloHandle silo)
    {
        _ordering = silo;
        Ordering = _next!;
        await Ordering.AttachAsync(silo.ServiceProvider);
    }

    private sealed class Counted(SpreadMerchant merchant, SiloRole role) : IIncomingGrainCallFilter
    {
        private int _registers;

        public async Task Invoke(IIncomingGrainCallContext context)
        {
            if (context.Grain is IAssetGrain)
            {
                merchant._calls.AddOrUpdate(role.ToString(), 1, static (_, count) => count + 1);
            }
            if (context.Grain is IRegistersGrain && merchant.Around is { } around)
            {
                await around(Interlocked.Increment(ref _registers), context);
                return;
            }
            await context.Invoke();
        }
    }
}
