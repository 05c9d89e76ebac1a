using System.Collections.Immutable;
using Scew.Consensus;
using Scew.Machines;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.Grains.Tests.Transfers;

/// <summary>Contract timers through grains and database: whoever executed, restarted or fetched the state fires the same ones, once.</summary>
public sealed class TimerTests : IAsyncLifetime
{
    private const int Height = 1000;
    private const int Executed = 110;

    private static readonly Transition Create = new(
        "create", ["Start"], "Set", [new("at", MachineType.Time)], Actors.Anyone, [],
        static (state, input, context) => state with { Owner = context.Caller, Values = state.Values.Set("at", input.Find("at")!) });

    private static readonly Transition Set = new(
        "set", ["Set"], "Set", [new("at", MachineType.Time)], Actors.Anyone, [], static (state, input, _) => state.With("at", input.Find("at")!));

    private static readonly Transition Ring = new(
        "ring", ["Set"], "Rung", [], Actors.Anyone, [], static (state, _, _) => state, new TimerCondition("now >= at", static state => state.Values.Time("at")));

    internal static readonly Machine Alarm = new("builtin/alarm/1", ["Start", "Set", "Rung"], ["Rung"], [new("at", MachineType.Time)], [Create, Set, Ring], []);

    private readonly string _folder = Directory.CreateTempSubdirectory("scew-timers-").FullName;
    private readonly TestGroup _group = new(stepMs: 10) { Machines = new MachineCatalog([.. MachineCatalog.Shipped.Machines, Alarm]) };
    private TestMerchant _first = null!;
    private long _due;

    public async Task InitializeAsync()
    {
        _group.MakeUpTo(10);
        _due = _group.Blocks[0].Block.Header.TimeMs + 100_000;
        foreach (var id in (ReadOnlySpan<string>)["a", "b", "c"])
        {
            _group.Make(new AssetCreate(id, Alarm.Name, At(_due)));
        }
        _group.MakeUpTo(500);
        _group.Make(new AssetTransition("b", "set", At(_due + 50_000)));
        _group.MakeUpTo(Height + 5);
        _group.Add(_due + 1);
        _group.Add(_due + 50_000);
        _first = await StartAsync(0);
        await _first.ExecuteUpToAsync(Height + 5);
    }

    public async Task DisposeAsync()
    {
        await _first.DisposeAsync();
        _group.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_restart_before_and_after_a_firing_fires_each_timer_once()
    {
        Assert.Equal(new NextTimer(Height + 5, _due), await _first.Ledger.NextTimerAsync());
        await RestartAsync();
        Assert.Equal(new NextTimer(Height + 5, _due), await _first.Ledger.NextTimerAsync());
        // Executed, and lost with the process before it was written.
        await _first.ExecuteAsync(Height + 5);
        Assert.Equal(("Rung", 2L), await StateAsync(_first, "a"));
        await RestartAsync();
        Assert.Equal(("Set", 1L), await StateAsync(_first, "a"));
        await _first.ExecuteUpToAsync(Height + 6);
        await RestartAsync();
        Assert.Equal(new NextTimer(Height + 6, _due + 50_000), await _first.Ledger.NextTimerAsync());
        await _first.ExecuteUpToAsync(Height + 7);
        Assert.Equal([("Rung", 2L), ("Rung", 3L), ("Rung", 2L)], [await StateAsync(_first, "a"), await StateAsync(_first, "b"), await StateAsync(_first, "c")]);
        await RestartAsync();
        Assert.Equal(new NextTimer(Height + 7, null), await _first.Ledger.NextTimerAsync());
    }

    [Fact]
    public async Task A_start_tells_the_replica_what_is_due_before_it_executes_anything()
    {
        await RestartAsync();
        using var stopping = new CancellationTokenSource();
        var (block, requests) = _group.Blocks[Height + 5];
        _first.Get<BlockDesk>().Hold(block, requests);
        _first.Get<ExecutionQueue>().Add([block]);
        var running = _first.Get<ExecutionQueue>().RunAsync(stopping.Token);
        for (var waited = 0; _first.Get<ReplicaInbox>().Count < 2 && waited < 200; waited++)
        {
            await Task.Delay(50);
        }
        await stopping.CancelAsync();
        await running;
        Assert.Empty(_first.Failures);
        var events = _first.Events();
        Assert.Equal(new TimersLoaded(Height + 5, _due), events[0]);
        Assert.Equal((Height + 6, _due + 50_000), (Assert.IsType<Executed>(events[1]).State.Height, ((Executed)events[1]).NextDueMs));
    }

    [Fact]
    public async Task Whoever_was_given_the_state_fires_what_everybody_else_fires()
    {
        await using var behind = await StartAsync(3);
        await behind.ExecuteUpToAsync(Executed);
        Assert.Equal(new NextTimer(Executed, _due), await behind.Ledger.NextTimerAsync());
        _first.Connect(behind);
        behind.Events();
        var installed = await behind.FetchAsync(Height);
        Assert.Equal((Height, _due), (installed.Final.Height, installed.NextDueMs));
        await behind.ExecuteUpToAsync(Height + 5);
        for (var next = Height + 5; next < Height + 7; next++)
        {
            Assert.Equal(await _first.ExecuteAsync(next), await behind.ExecuteAsync(next));
            Assert.Equal(await _first.Ledger.NextTimerAsync(), await behind.Ledger.NextTimerAsync());
        }
        Assert.Equal(("Rung", 3L), await StateAsync(behind, "b"));
        await behind.FlushAsync();
        Assert.Empty(behind.Failures);
    }

    internal static ImmutableSortedDictionary<string, MachineValue> At(long timeMs) =>
        ImmutableSortedDictionary.Create<string, MachineValue>(StringComparer.Ordinal).Add("at", new MachineValue.Time(timeMs));

    private static async Task<(string State, long Version)> StateAsync(TestMerchant merchant, string id)
    {
        var capture = await merchant.Ledger.CaptureAsync(new RegisterKey(RegisterKind.Asset, id).ToString());
        var register = Register.Decode(capture.Register)!;
        return (register.State, register.Version);
    }

    private Task<TestMerchant> StartAsync(int self) => TestMerchant.StartAsync(_group, self, Path.Combine(_folder, $"{self}"), new LedgerOptions(TransferFrom: 100));

    private async Task RestartAsync()
    {
        await _first.DisposeAsync();
        _first = await StartAsync(0);
    }
}
