using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Scew.Consensus;
using Scew.Protocol;
using Scew.Protocol.Codec;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;
using Scew.Protocol.Requests;
using Scew.Storage;

namespace Scew.Grains.Tests.Transfers;

/// <summary>One merchant's grains over a real database, without the ordering replica: a test hands final blocks to the ledger, and messages go to the other merchants in memory.</summary>
internal sealed class TestMerchant : IPeerLinks, ISiloStop, IAsyncDisposable
{
    private readonly TestGroup _group;
    private readonly Func<ValueTask> _stop;
    private IServiceProvider _services = null!;

    private TestMerchant(TestGroup group, int self, IReplicaStore store, Func<ValueTask> stop)
    {
        _group = group;
        _stop = stop;
        Store = store;
        Context = new MerchantContext(group.Genesis, group.Keys[self], group.Link.Certificate, Digest.Of(Guid.NewGuid().ToByteArray()), group.Machines);
    }

    public MerchantContext Context { get; }

    public IReplicaStore Store { get; }

    /// <summary>The others, by member; a test puts liars here.</summary>
    public ConcurrentDictionary<int, Action<int, PeerMessage>> Peers { get; } = new();

    public ConcurrentQueue<Exception> Failures { get; } = new();

    public ILedgerGrain Ledger => Get<IGrainFactory>().GetGrain<ILedgerGrain>(GrainKeys.Ledger);

    public IReadOnlyList<int> Connected => [.. Peers.Keys.Order()];

    public static async Task<TestMerchant> StartAsync(
        TestGroup group, int self, string folder, LedgerOptions? options = null, Func<IReplicaStore, IReplicaStore>? wrap = null, TimeSpan? responseTimeout = null,
        Action<ISiloBuilder>? configure = null)
    {
        if (!Directory.Exists(folder))
        {
            await SqliteReplicaStore.InitializeAsync(folder, group.Group.Genesis, self);
        }
        IReplicaStore store = await SqliteReplicaStore.OpenAsync(folder, group.Group.Genesis, self);
        return await StartAsync(group, self, wrap is null ? store : wrap(store), options, responseTimeout, configure);
    }

    /// <summary>Over a store that is open; it is closed with the merchant.</summary>
    public static async Task<TestMerchant> StartAsync(
        TestGroup group, int self, IReplicaStore store, LedgerOptions? options = null, TimeSpan? responseTimeout = null, Action<ISiloBuilder>? configure = null)
    {
        IHost? host = null;
        var merchant = new TestMerchant(group, self, store, async () =>
        {
            await host!.StopAsync();
            host.Dispose();
        });
        var builder = Host.CreateEmptyApplicationBuilder(null);
        merchant.AddServices(builder, options ?? new LedgerOptions());
        builder.UseOrleans(silo =>
        {
            silo.AddScewRole(SiloRole.Ordering);
            configure?.Invoke(silo);
        });
        if (responseTimeout is { } timeout)
        {
            builder.Services.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = timeout);
        }
        host = builder.Build();
        merchant._services = host.Services;
        await store.TakeLeaseAsync(merchant.Context.ActivationId);
        await host.StartAsync();
        return merchant;
    }

    /// <summary>
    /// The services of an ordering silo, for a host that somebody else builds and ends. With <see cref="AttachAsync"/> it is a merchant.
    /// </summary>
    public static TestMerchant Within(TestGroup group, int self, IReplicaStore store, IHostApplicationBuilder builder)
    {
        var merchant = new TestMerchant(group, self, store, static () => ValueTask.CompletedTask);
        merchant.AddServices(builder, new LedgerOptions());
        return merchant;
    }

    public async Task AttachAsync(IServiceProvider services)
    {
        _services = services;
        await Store.TakeLeaseAsync(Context.ActivationId);
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Executes, certifies and writes the group's blocks from the own height to this one.</summary>
    public async Task ExecuteUpToAsync(int height)
    {
        var own = await HeightAsync();
        for (var next = (int)own; next < height; next++)
        {
            await ExecuteAsync(next);
            if (next % 250 == 249)
            {
                await FlushAsync();
            }
        }
        await FlushAsync();
    }

    public async Task<AttestedState> ExecuteAsync(int index)
    {
        var block = _group.Blocks[index].Block;
        var finalization = _group.Finalization(block);
        Get<RegisterFlusher>().Final(finalization);
        Get<TransferDesk>().Final(finalization);
        ExecutedBlock executed;
        do
        {
            executed = await TryAsync(index);
        }
        while (executed.IsWaiting);
        var state = Decode(executed.State)!;
        Context.Sign(state);
        if (block.Header.Height % 500 == 0 || index == _group.Blocks.Count - 1)
        {
            ImmutableArray<Attestation> attestations = [.. Enumerable.Range(0, 3).Select(member => _group.Attest(member, state))];
            Get<RegisterFlusher>().Certified(attestations);
            Get<TransferDesk>().Attested(attestations);
        }
        return state;
    }

    /// <summary>One call of the ledger grain, which may come back as waiting.</summary>
    public Task<ExecutedBlock> TryAsync(int index) => TryAsync(_group.Blocks[index].Block, _group.Blocks[index].Requests);

    public Task<ExecutedBlock> TryAsync(Block block, ImmutableArray<SignedRequest> requests)
    {
        Get<BlockDesk>().Hold(block, requests);
        var writer = new CodecWriter();
        block.Encode(writer);
        return Ledger.ExecuteAsync(writer.ToArray());
    }

    public Task FlushAsync() => Get<RegisterFlusher>().FlushAsync();

    public async Task<long> HeightAsync() => Decode(await Ledger.HeadAsync())?.Height ?? 0;

    public async Task<AttestedState?> HeadAsync() => Decode(await Ledger.HeadAsync());

    /// <summary>Fetches a state as a replica that hears of this height would; waits for its end.</summary>
    public async Task<StateInstalled> FetchAsync(long claimed)
    {
        var fetching = Get<StateTransfer>();
        fetching.Observe(await HeightAsync(), claimed);
        for (var waited = 0; fetching.Active; waited++)
        {
            Assert.True(waited < 1200 && Failures.IsEmpty, Failures.FirstOrDefault()?.ToString() ?? "a fetch takes less than a minute");
            await Task.Delay(50);
        }
        Assert.Empty(Failures);
        return Assert.Single(Events().OfType<StateInstalled>());
    }

    /// <summary>What reached the replica's inbox.</summary>
    public List<ReplicaEvent> Events()
    {
        var events = new List<ReplicaEvent>();
        while (Get<ReplicaInbox>().Take() is { } happened)
        {
            events.Add(happened);
        }
        return events;
    }

    public void Send(int peer, byte[] message)
    {
        var decoded = MessageCodec.Decode(message, _group.Group.Genesis)!;
        if (Peers.TryGetValue(peer, out var receive))
        {
            _ = Task.Run(() => receive(Context.Self, decoded));
        }
    }

    public void Stop(Exception failure) => Failures.Enqueue(failure);

    /// <summary>Connects two merchants with each other.</summary>
    public void Connect(TestMerchant other)
    {
        Peers[other.Context.Self] = (from, message) => _ = other.Get<IPeerReceiver>().ReceiveAsync(from, message).AsTask();
        other.Peers[Context.Self] = (from, message) => _ = Get<IPeerReceiver>().ReceiveAsync(from, message).AsTask();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop();
        await Store.DisposeAsync();
    }

    private void AddServices(IHostApplicationBuilder builder, LedgerOptions options)
    {
        builder.Services.AddLogging();
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(Context);
        builder.Services.AddSingleton(Store);
        builder.Services.AddSingleton<IPeerLinks>(this);
        builder.Services.AddSingleton<ISiloStop>(this);
        builder.Services.AddSingleton(new ModuleOptions { Turn = TimeSpan.FromMilliseconds(20), FirstRetry = TimeSpan.FromMilliseconds(1), Patience = TimeSpan.Zero });
        builder.Services.AddScewGrains();
    }

    private static AttestedState? Decode(byte[] bytes)
    {
        if (bytes.Length == 0)
        {
            return null;
        }
        var reader = new CodecReader(bytes);
        return AttestedState.Decode(ref reader);
    }
}
