using Orleans.Runtime;

namespace Orleans.Embedded.Tests;

public interface ICounterGrain : IGrainWithStringKey
{
    Task<int> Add(int amount);

    ValueTask<string> Key();

    Task Fail();

    Task<int> SlowlyAdd(int amount);

    Task<string> WhereAwaitsContinue();

    Task SetLocal();

    Task<string> GetLocal();
}

public interface INumberedGrain : IGrainWithIntegerKey
{
    ValueTask<long> Key();
}

public sealed class NumberedGrain : Grain, INumberedGrain
{
    public ValueTask<long> Key() => new(this.GetPrimaryKeyLong());
}

[GrainType("counter-by-name")]
public sealed class CounterGrain(IGrainContextAccessor accessor) : Grain, ICounterGrain
{
    private static readonly AsyncLocal<string?> s_local = new();
    private int _value;

    public Task<int> Add(int amount) => Task.FromResult(_value += amount);

    public ValueTask<string> Key() => new(this.GetPrimaryKeyString());

    public Task Fail() => throw new InvalidOperationException("no");

    public async Task<int> SlowlyAdd(int amount)
    {
        var before = _value;
        await Task.Yield();
        await Task.Run(() => Thread.SpinWait(100));
        _value = before + amount;
        return _value;
    }

    public async Task<string> WhereAwaitsContinue()
    {
        var turn = TaskScheduler.Current;
        var pool = await Task.Run(() => (TaskScheduler.Current, accessor.GrainContext));
        await Task.Delay(1);
        var started = await Task.Factory.StartNew(() => TaskScheduler.Current, CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Current);
        await Task.Delay(1).ContinueWith(_ => { }, TaskScheduler.Default);
        return $"turn {turn != TaskScheduler.Default && turn == TaskScheduler.Current}, context {accessor.GrainContext == GrainContext}, "
            + $"Task.Run leaves {pool.Current == TaskScheduler.Default && pool.GrainContext is null}, StartNew stays {started == turn}";
    }

    public Task SetLocal()
    {
        s_local.Value = "set";
        return Task.CompletedTask;
    }

    public Task<string> GetLocal() => Task.FromResult(s_local.Value ?? "unset");
}

public sealed class TurnTests
{
    [Fact]
    public async Task Calls_reach_one_activation_for_each_key()
    {
        await using var silo = await TestSilo.StartAsync();
        Assert.Equal(1, await silo.Get<ICounterGrain>("asset/a").Add(1));
        Assert.Equal(3, await silo.Get<ICounterGrain>("asset/a").Add(2));
        Assert.Equal(1, await silo.Get<ICounterGrain>("asset/A").Add(1));
        Assert.Equal("asset/a", await silo.Get<ICounterGrain>("asset/a").Key());
        Assert.Equal(-5, await silo.Grains.GetGrain<INumberedGrain>(-5).Key());
    }

    [Fact]
    public async Task Many_first_calls_at_once_make_one_activation()
    {
        await using var silo = await TestSilo.StartAsync();
        await Parallel.ForEachAsync(Enumerable.Range(0, 200), async (_, _) => await silo.Get<ICounterGrain>("asset/a").Add(1));
        Assert.Equal(200, await silo.Get<ICounterGrain>("asset/a").Add(0));
    }

    [Fact]
    public async Task A_grain_class_is_named_by_its_attribute_or_by_its_name_without_Grain()
    {
        await using var silo = await TestSilo.StartAsync();
        Assert.Equal("counter-by-name/k", silo.Get<ICounterGrain>("k").GetGrainId().ToString());
        Assert.Equal("numbered/1F", silo.Grains.GetGrain<INumberedGrain>(31).GetGrainId().ToString());
        Assert.Equal(2, await silo.Grains.GetGrain<ICounterGrain>(GrainId.Create("counter-by-name", "k")).Add(2));
    }

    [Fact]
    public async Task Calls_do_not_interleave_at_awaits_and_run_in_order()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Get<ICounterGrain>("asset/a");
        var results = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => grain.SlowlyAdd(1)));
        Assert.Equal(Enumerable.Range(1, 100), results);
    }

    [Fact]
    public async Task Awaits_come_back_to_the_turn_and_Task_Run_leaves_it()
    {
        await using var silo = await TestSilo.StartAsync();
        Assert.Equal(
            "turn True, context True, Task.Run leaves True, StartNew stays True",
            await silo.Get<ICounterGrain>("asset/a").WhereAwaitsContinue());
    }

    [Fact]
    public async Task What_a_call_leaves_in_its_flow_does_not_reach_the_next()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Get<ICounterGrain>("asset/a");
        await Task.WhenAll(grain.SetLocal(), grain.SetLocal());
        Assert.Equal("unset", await grain.GetLocal());
    }

    [Fact]
    public async Task A_caller_outside_of_grains_does_not_continue_on_a_turn()
    {
        await using var silo = await TestSilo.StartAsync();
        await silo.Get<ICounterGrain>("asset/a").SlowlyAdd(1);
        Assert.Equal(TaskScheduler.Default, TaskScheduler.Current);
        Assert.Null(Activation.Current);
    }

    [Fact]
    public async Task Exceptions_reach_the_caller_and_the_grain_goes_on()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Get<ICounterGrain>("asset/a");
        await grain.Add(1);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(grain.Fail);
        Assert.Equal("no", error.Message);
        Assert.Equal(2, await grain.Add(1));
    }

    [Fact]
    public async Task A_call_costs_few_allocations()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Get<ICounterGrain>("asset/a");
        await grain.Add(1);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        for (var i = 0; i < 10_000; i++)
        {
            await grain.Add(1);
        }

        // Other tests allocate at the same time, so the bound is loose; boxing arguments and looking up methods by reflection would break it all the same.
        Assert.InRange((GC.GetTotalAllocatedBytes(precise: true) - before) / 10_000, 0, 20_000);
    }
}
