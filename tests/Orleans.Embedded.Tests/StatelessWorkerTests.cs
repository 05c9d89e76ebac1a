using Orleans.Concurrency;

namespace Orleans.Embedded.Tests;

public interface IWorkerGrain : IGrainWithStringKey
{
    Task<string> Work(string name);
}

[StatelessWorker(3)]
public sealed class WorkerGrain(Probe probe) : Grain, IWorkerGrain
{
    private readonly string _id = Guid.NewGuid().ToString();

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        probe.Note("worker ended");
        return Task.CompletedTask;
    }

    public async Task<string> Work(string name)
    {
        probe.Note(name + " began");
        await probe.Seen("work may end");
        return _id;
    }
}

public sealed class StatelessWorkerTests
{
    [Fact]
    public async Task One_key_is_served_by_as_many_activations_as_allowed_and_no_more()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Get<IWorkerGrain>("w/1");
        var calls = Enumerable.Range(0, 9).Select(i => grain.Work($"call {i}")).ToList();
        for (var i = 0; i < 3; i++)
        {
            await silo.Probe.Seen($"call {i} began");
        }

        await Task.Delay(50);
        Assert.Equal(3, silo.Probe.Events.Count);
        silo.Probe.Signal("work may end");
        var ids = await Task.WhenAll(calls);
        Assert.Equal(3, ids.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task An_idle_worker_is_used_before_a_new_one_is_made()
    {
        await using var silo = await TestSilo.StartAsync();
        silo.Probe.Signal("work may end");
        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 20; i++)
        {
            ids.Add(await silo.Get<IWorkerGrain>("w/1").Work("call"));
        }

        Assert.Single(ids);
    }

    [Fact]
    public async Task Idle_workers_end_and_the_pool_works_on()
    {
        await using var silo = await TestSilo.StartAsync();
        silo.Probe.Signal("work may end");
        var grain = silo.Get<IWorkerGrain>("w/1");
        var first = await grain.Work("call");
        await silo.AdvanceAsync(TimeSpan.FromMinutes(16), 16);
        await silo.Probe.Seen("worker ended");
        Assert.NotEqual(first, await grain.Work("call"));
    }
}
