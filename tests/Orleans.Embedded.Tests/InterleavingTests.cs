using Orleans.Concurrency;

namespace Orleans.Embedded.Tests;

public interface IGateGrain : IGrainWithStringKey
{
    Task Write(string name);

    [ReadOnly]
    Task Read(string name);

    [AlwaysInterleave]
    Task Interleave(string name);
}

/// <summary>Each call notes that it began, waits for its signal, and notes that it ended.</summary>
public class GateGrain(Probe probe) : Grain, IGateGrain
{
    public Task Write(string name) => Pass(name);

    public Task Read(string name) => Pass(name);

    public Task Interleave(string name) => Pass(name);

    private async Task Pass(string name)
    {
        probe.Note(name + " began");
        await probe.Seen(name + " may end");
        probe.Note(name + " ended");
    }
}

public interface IReentrantGateGrain : IGateGrain
{
}

[Reentrant]
public sealed class ReentrantGateGrain(Probe probe) : GateGrain(probe), IReentrantGateGrain
{
}

public sealed class InterleavingTests
{
    [Fact]
    public async Task A_writing_call_keeps_reading_and_writing_calls_out_until_it_ends()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Get<IGateGrain>("g/1");
        var first = grain.Write("w1");
        await silo.Probe.Seen("w1 began");
        Task[] later = [grain.Read("r1"), grain.Write("w2")];
        await Task.Delay(50);
        Assert.Equal(["w1 began"], silo.Probe.Events);

        foreach (var name in new[] { "w1", "r1", "w2" })
        {
            silo.Probe.Signal(name + " may end");
        }

        await Task.WhenAll([first, .. later]);
        Assert.Equal(["w1 began", "w1 ended", "r1 began", "r1 ended", "w2 began", "w2 ended"], silo.Probe.Events);
    }

    [Fact]
    public async Task Read_only_calls_interleave_with_each_other_and_a_writing_call_waits_for_all_of_them()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Get<IGateGrain>("g/1");
        Task[] calls = [grain.Read("r1"), grain.Read("r2"), grain.Write("w"), grain.Read("r3")];
        await silo.Probe.Seen("r1 began");
        await silo.Probe.Seen("r2 began");
        await silo.Probe.Seen("r3 began");
        silo.Probe.Signal("r1 may end");
        await calls[0];
        await Task.Delay(50);
        Assert.DoesNotContain("w began", silo.Probe.Events);

        silo.Probe.Signal("r2 may end");
        silo.Probe.Signal("r3 may end");
        silo.Probe.Signal("w may end");
        await Task.WhenAll(calls);
        Assert.Equal("w ended", silo.Probe.Events[^1]);
    }

    [Fact]
    public async Task Calls_that_always_interleave_run_during_a_writing_call_and_block_nothing()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Get<IGateGrain>("g/1");
        var write = grain.Write("w1");
        await silo.Probe.Seen("w1 began");
        var interleaved = grain.Interleave("i");
        await silo.Probe.Seen("i began");
        silo.Probe.Signal("w1 may end");
        await write;

        var next = grain.Write("w2");
        await silo.Probe.Seen("w2 began");
        silo.Probe.Signal("w2 may end");
        silo.Probe.Signal("i may end");
        await Task.WhenAll(next, interleaved);
    }

    [Fact]
    public async Task Calls_that_interleave_are_not_stuck_behind_writers_that_came_during_activation()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Get<IGateGrain>("g/1");
        Task[] calls = [grain.Write("w1"), grain.Write("w2"), grain.Interleave("i")];
        await silo.Probe.Seen("i began");
        foreach (var name in new[] { "w1", "w2", "i" })
        {
            silo.Probe.Signal(name + " may end");
        }

        await Task.WhenAll(calls);
    }

    [Fact]
    public async Task All_calls_of_a_reentrant_class_interleave_at_awaits()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Get<IReentrantGateGrain>("g/1");
        Task[] calls = [grain.Write("w1"), grain.Write("w2")];
        await silo.Probe.Seen("w1 began");
        await silo.Probe.Seen("w2 began");
        silo.Probe.Signal("w2 may end");
        await calls[1];
        Assert.False(calls[0].IsCompleted);
        silo.Probe.Signal("w1 may end");
        await calls[0];
    }
}
