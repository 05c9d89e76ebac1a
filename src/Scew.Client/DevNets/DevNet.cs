using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using Scew.Keys;
using Scew.Protocol.Groups;

namespace Scew.Client.DevNets;

/// <summary>
/// A development group on this machine: real silos as processes of their own, each with its own folder and database, on free loopback ports. Disposing stops what
/// this object started or adopted; a partial start is rolled back.
/// </summary>
public sealed class DevNet : IAsyncDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(25);
    private readonly DevNetOptions _options;
    private readonly SiloProgram _program;
    private readonly Lock _saving = new();
    private readonly HttpClient _http = Transport.MerchantEndpoint.CreateHttpClient();
    private DevNetState _state;

    private DevNet(DevNetOptions options, DevNetState state, GenesisFile genesis, DevKeys keys, SiloProgram program)
    {
        _options = options;
        _program = program;
        _state = state;
        Genesis = genesis;
        Keys = keys;
        Merchants =
        [
            .. state.Merchants.Select((merchant, index) =>
            {
                var folder = DevNetFiles.FolderOf(options.Folder, merchant.Name);
                var process = new SiloProcess(program, DevNetFiles.ConfigPath(folder), Path.Combine(folder, "silo.log"));
                return new DevMerchant(index, merchant.Name, new Uri(merchant.Url), folder, keys.Signing(DevNetGenesis.Label(merchant.Name)), process);
            }),
        ];
    }

    /// <summary>Where everything lies.</summary>
    public string Folder => _options.Folder;

    /// <summary>The signed genesis file.</summary>
    public GenesisFile Genesis { get; }

    /// <summary>Keys from the group's seed.</summary>
    public DevKeys Keys { get; }

    /// <summary>Addresses of the merchants' PostgreSQL databases; empty where they have SQLite's.</summary>
    public ImmutableArray<string> Databases => [.. _state.Merchants.Where(merchant => merchant.Database is not null).Select(merchant => merchant.Database!)];

    /// <summary>Folder of the group's own PostgreSQL cluster (<see cref="DevPostgres"/>), if it has one.</summary>
    public string? Cluster => _state.Cluster;

    /// <summary>The merchants in the order of genesis.</summary>
    public ImmutableArray<DevMerchant> Merchants { get; }

    /// <summary>The key of a customer such as <c>alice</c>.</summary>
    public SigningKey Customer(string name) => Keys.Signing("customer/" + name);

    /// <summary>Starts a group, new or from its folder, and waits until every merchant is ready.</summary>
    /// <exception cref="DevNetException">No program, no ports, or a merchant that does not get ready; nothing is left running.</exception>
    public static async Task<DevNet> StartAsync(DevNetOptions options, CancellationToken cancellation = default)
    {
        var net = await PrepareAsync(options, cancellation);
        try
        {
            options.Prepared?.Invoke(net.Genesis);
            var started = Stopwatch.GetTimestamp();
            foreach (var merchant in net.Merchants)
            {
                merchant.Process.Start();
            }
            net.SaveState();
            foreach (var merchant in net.Merchants)
            {
                await net.WaitReadyAsync(merchant, options.StartTimeout - Stopwatch.GetElapsedTime(started), cancellation);
            }
            return net;
        }
        catch
        {
            await net.DisposeAsync();
            throw;
        }
    }

    /// <summary>Takes over the running group of a folder; null when the folder holds none. Merchants that are down stay down.</summary>
    public static DevNet? Adopt(DevNetOptions options)
    {
        if (DevNetState.Load(options.Folder) is not { } state)
        {
            return null;
        }
        var net = new DevNet(options, state, DevNetFiles.ReadGenesis(options.Folder), DevKeys.FromNumber(state.Seed), options.Program ?? SiloProgram.Find());
        for (var i = 0; i < net.Merchants.Length; i++)
        {
            net.Merchants[i].Process.Adopt(state.Merchants[i].ProcessId);
        }
        return net;
    }

    /// <summary>Ends a merchant as a power cut would.</summary>
    public void Kill(int merchant)
    {
        Merchants[merchant].Process.Kill();
        SaveState();
    }

    /// <summary>Stops a merchant gracefully; answers its exit code where it is known.</summary>
    public async Task<int?> StopAsync(int merchant)
    {
        var code = await Merchants[merchant].Process.StopAsync();
        SaveState();
        return code;
    }

    /// <summary>Starts a merchant again, honest or with lies such as <c>equivocate</c> and <c>wrong-receipt</c>, and waits until it is ready.</summary>
    public async Task RestartAsync(int merchant, IReadOnlyList<string>? lies = null, CancellationToken cancellation = default)
    {
        await Merchants[merchant].Process.StopAsync();
        Launch(merchant, lies);
        await WaitReadyAsync(Merchants[merchant], _options.StartTimeout, cancellation);
    }

    /// <summary>Lets a paused honest merchant go on, where it stood; starts any other one again, honest. Answers whether it was only paused.</summary>
    public async Task<bool> HealAsync(int merchant, CancellationToken cancellation = default)
    {
        var process = Merchants[merchant].Process;
        var goesOn = process.IsPaused && !DevNetFiles.HasLies(Merchants[merchant].Folder);
        process.Resume();
        if (!goesOn)
        {
            await RestartAsync(merchant, [], cancellation);
            return false;
        }
        await WaitReadyAsync(Merchants[merchant], _options.StartTimeout, cancellation);
        return true;
    }

    /// <summary>Cuts a running merchant's links to all others for so long; another call sets another time.</summary>
    public Task PartitionAsync(int merchant, TimeSpan time, CancellationToken cancellation = default) => DevNetFiles.RunAsync(
        _program, ["partition", "--config", DevNetFiles.ConfigPath(Merchants[merchant].Folder), "--ms", ((long)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture)], cancellation);

    /// <summary>Starts a merchant that is down, and waits for nothing.</summary>
    public void Launch(int merchant, IReadOnlyList<string>? lies = null)
    {
        DevNetFiles.WriteConfig(_options, _state.Merchants[merchant], Merchants[merchant].Folder, lies ?? []);
        Merchants[merchant].Process.Start();
        SaveState();
    }

    /// <summary>A client of the group; the caller disposes it.</summary>
    public ScewClient CreateClient(ClientOptions? options = null) => new(Genesis.Document, options);

    /// <summary>Frees this object's handles and leaves the processes running: <c>dev up</c> ends while its group goes on.</summary>
    public void Detach()
    {
        SaveState();
        Release();
    }

    /// <summary>
    /// Stops the group of a folder and throws everything of it away, a PostgreSQL cluster of its own too. Databases on another server are not ours to drop: answers the SQL for it.
    /// </summary>
    public static async Task<string> RemoveAsync(DevNetOptions options)
    {
        var state = DevNetState.Load(options.Folder);
        if (Adopt(options) is { } net)
        {
            await net.DisposeAsync();
        }
        var drop = state is null ? "" : DevNetFiles.DropText(options.Folder, state);
        await DiscardAsync(state?.Cluster, options.Folder);
        return drop;
    }

    /// <summary>Stops every merchant gracefully, all at once, and then the group's own PostgreSQL cluster.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Merchants.Select(merchant => merchant.Process.StopAsync()));
        SaveState();
        Release();
        if (_state.Cluster is { } cluster)
        {
            await DevPostgres.StopAsync(cluster);
        }
    }

    private static async Task<DevNet> PrepareAsync(DevNetOptions options, CancellationToken cancellation)
    {
        var program = options.Program ?? SiloProgram.Find();
        if (DevNetState.Load(options.Folder) is { } existing)
        {
            var adopted = Adopt(options)!;
            if (adopted.Merchants.Any(merchant => merchant.Process.IsRunning))
            {
                adopted.Release();
                throw new DevNetException($"a group is already running from {options.Folder}");
            }
            if (options.Postgres is not null && existing.Server != options.Postgres)
            {
                adopted.Release();
                throw new DevNetException($"the group in {options.Folder} has its databases elsewhere: start it without --postgres, or a new one with --fresh");
            }
            if (existing.Cluster is { } stopped)
            {
                await DevPostgres.StartAsync(stopped);
            }
            for (var i = 0; i < existing.Merchants.Length; i++)
            {
                DevNetFiles.WriteConfig(options, existing.Merchants[i], adopted.Merchants[i].Folder, []);
            }
            return adopted;
        }
        if (options.Merchants is < 4 or > 26)
        {
            throw new DevNetException("a development group has 4 to 26 merchants");
        }
        var ports = FreePorts.Pick(options.Merchants * 2);
        var keys = DevKeys.FromNumber(options.Seed);
        var state = new DevNetState(options.Seed, "", [.. Enumerable.Range(0, options.Merchants)
            .Select(index => new DevMerchantState(((char)('a' + index)).ToString(), ports[index * 2], ports[(index * 2) + 1], 0))]);
        var genesis = DevNetGenesis.Make(keys, state.Merchants, options.Parameters);
        state = state with { Genesis = genesis.Document.Hash().ToString() };
        var wasEmpty = !Directory.Exists(options.Folder) || !Directory.EnumerateFileSystemEntries(options.Folder).Any();
        try
        {
            state = options.Postgres is null ? state : await DevNetFiles.PlanDatabasesAsync(options, state);
            await DevNetFiles.WriteAllAsync(options, program, keys, genesis, state, cancellation);
            state.Save(options.Folder);
            return new DevNet(options, state, genesis, keys, program);
        }
        catch (Exception failure)
        {
            var drop = DevNetFiles.DropText(options.Folder, state);
            await DiscardAsync(state.Cluster, wasEmpty ? options.Folder : null);
            if (drop.Length > 0)
            {
                throw new DevNetException($"{failure.Message} What was made on the server by then stays: {drop}", failure);
            }
            throw;
        }
    }

    private static async Task DiscardAsync(string? cluster, string? folder)
    {
        if (cluster is not null)
        {
            await DevPostgres.RemoveAsync(cluster);
        }
        if (folder is not null && Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task WaitReadyAsync(DevMerchant merchant, TimeSpan timeout, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < timeout)
        {
            if (!merchant.Process.IsRunning)
            {
                throw new DevNetException($"merchant {merchant.Name} ended at its start: {merchant.Process.LogTail()}");
            }
            if (await IsReadyAsync(merchant, cancellation))
            {
                return;
            }
            await Task.Delay(Poll, cancellation);
        }
        throw new DevNetException($"merchant {merchant.Name} was not ready in time: {merchant.Process.LogTail()}");
    }

    private async Task<bool> IsReadyAsync(DevMerchant merchant, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(2));
        try
        {
            using var response = await _http.GetAsync(new Uri(merchant.Url, "/health/ready"), limit.Token);
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception notYet) when (notYet is HttpRequestException or System.Net.Sockets.SocketException || (notYet is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return false;
        }
    }

    // Merchants may be stopped and started at the same time.
    private void SaveState()
    {
        lock (_saving)
        {
            _state = _state with { Merchants = [.. _state.Merchants.Select((merchant, index) => merchant with { ProcessId = Merchants[index].Process.Id })] };
            _state.Save(_options.Folder);
        }
    }

    private void Release()
    {
        _http.Dispose();
        foreach (var merchant in Merchants)
        {
            merchant.Dispose();
        }
    }
}
