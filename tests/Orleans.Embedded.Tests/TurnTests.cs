namespace Orleans.Embedded.Tests;

public interface ICounterGrain : IGrainWithStringKey
{
    Task<int> Add(int amount);

    ValueTask<string> Key();

    Task Fail();

    Task<int> SlowlyAdd(int amount);
}

public sealed class CounterGrain : Grain, ICounterGrain
{
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
}

public sealed class TurnTests
{
    [Fact]
    public async Task Calls_reach_one_activation_for_each_key()
    {
        await using var silo = await TestSilo.StartAsync();
        Assert.Equal(1, await silo.Grains.GetGrain<ICounterGrain>("asset/a").Add(1));
        Assert.Equal(3, await silo.Grains.GetGrain<ICounterGrain>("asset/a").Add(2));
        Assert.Equal(1, await silo.Grains.GetGrain<ICounterGrain>("asset/A").Add(1));
        Assert.Equal("asset/a", await silo.Grains.GetGrain<ICounterGrain>("asset/a").Key());
    }

    [Fact]
    public async Task Calls_do_not_interleave_at_awaits()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Grains.GetGrain<ICounterGrain>("asset/a");
        var results = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => grain.SlowlyAdd(1)));
        Assert.Equal(Enumerable.Range(1, 100), results.Order());
    }

    [Fact]
    public async Task Exceptions_reach_the_caller()
    {
        await using var silo = await TestSilo.StartAsync();
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => silo.Grains.GetGrain<ICounterGrain>("asset/a").Fail());
        Assert.Equal("no", error.Message);
    }
}
