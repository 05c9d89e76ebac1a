using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Orleans.Embedded.Tests;

public interface ILifeGrain : IGrainWithStringKey
{
    Task<int> Count();

    Task EndSoon();

    Task<int> WaitFor(string signal);
}

public sealed class LifeGrain(Probe probe) : Grain, ILifeGrain, IAsyncDisposable
{
    private int _count;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        probe.Note("activated");
        if (this.GetPrimaryKeyString().StartsWith("life/broken", StringComparison.Ordinal) && probe.Events.Count < 3)
        {
            throw new InvalidOperationException("cannot activate");
        }
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await Task.Yield();
        probe.Note($"deactivated {reason.ReasonCode}");
        if (this.GetPrimaryKeyString() == "life/bad-end")
        {
            throw new InvalidOperationException("cannot end");
        }
    }

    public ValueTask DisposeAsync()
    {
        probe.Note("disposed");
        return default;
    }

    public Task<int> Count() => Task.FromResult(++_count);

    public Task EndSoon()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public async Task<int> WaitFor(string signal)
    {
        probe.Note("waiting");
        await probe.Seen(signal);
        return ++_count;
    }
}

public sealed class LifeTests
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Activation_runs_before_the_first_call_and_once()
    {
        await using var silo = await TestSilo.StartAsync();
        await silo.Get<ILifeGrain>("life/1").Count();
        Assert.Equal(2, await silo.Get<ILifeGrain>("life/1").Count());
        Assert.Equal(["activated"], silo.Probe.Events);
    }

    [Fact]
    public async Task An_idle_activation_ends_after_the_collection_age_and_the_next_call_makes_a_new_one()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Get<ILifeGrain>("life/1");
        await grain.Count();
        await silo.AdvanceAsync(14 * s_minute, 14);
        Assert.Equal(2, await grain.Count());
        await silo.AdvanceAsync(14 * s_minute, 14);
        Assert.Equal(["activated"], silo.Probe.Events);

        await silo.AdvanceAsync(2 * s_minute, 2);
        await silo.Probe.Seen("disposed");
        Assert.Equal(["activated", "deactivated ActivationIdle", "disposed"], silo.Probe.Events);
        Assert.Equal(1, await grain.Count());
    }

    [Fact]
    public async Task An_activation_with_a_running_call_is_not_idle()
    {
        await using var silo = await TestSilo.StartAsync(s => s.Configure<SiloMessagingOptions>(o => o.ResponseTimeout = TimeSpan.FromDays(1)));
        var call = silo.Get<ILifeGrain>("life/1").WaitFor("go");
        await silo.Probe.Seen("waiting");
        await silo.AdvanceAsync(30 * s_minute, 30);
        Assert.DoesNotContain("deactivated ActivationIdle", silo.Probe.Events);
        silo.Probe.Signal("go");
        Assert.Equal(1, await call);
        await silo.AdvanceAsync(10 * s_minute, 10);
        Assert.Equal(2, await silo.Get<ILifeGrain>("life/1").Count());
    }

    [Fact]
    public async Task A_class_can_have_its_own_collection_age()
    {
        await using var silo = await TestSilo.StartAsync(s => s.Configure<GrainCollectionOptions>(o => o.ClassSpecificCollectionAge[typeof(LifeGrain).FullName!] = 3 * s_minute));
        await silo.Get<ILifeGrain>("life/1").Count();
        await silo.AdvanceAsync(4 * s_minute, 4);
        await silo.Probe.Seen("deactivated ActivationIdle");
    }

    [Fact]
    public async Task The_collection_age_must_exceed_the_quantum()
    {
        var error = await Assert.ThrowsAsync<OrleansConfigurationException>(() => TestSilo.StartAsync(s => s.Configure<GrainCollectionOptions>(o => o.CollectionAge = s_minute)));
        Assert.Contains("CollectionQuantum", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DeactivateOnIdle_lets_running_calls_finish_and_sends_waiting_ones_to_a_new_activation()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Get<ILifeGrain>("life/1");
        await grain.Count();
        var running = grain.WaitFor("go");
        await silo.Probe.Seen("waiting");
        Task[] waiting = [grain.EndSoon(), grain.Count(), grain.Count()];
        silo.Probe.Signal("go");
        Assert.Equal(2, await running);
        await Task.WhenAll(waiting);
        Assert.Equal(2, await (Task<int>)waiting[2]);
        Assert.Equal("deactivated ApplicationRequested", silo.Probe.Events[2]);
    }

    [Fact]
    public async Task A_failed_activation_tells_the_callers_and_leaves_nothing_behind()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Get<ILifeGrain>("life/broken");
        Task<int>[] calls = [grain.Count(), grain.Count()];
        foreach (var call in calls)
        {
            Assert.Equal("cannot activate", (await Assert.ThrowsAsync<InvalidOperationException>(() => call)).Message);
        }

        await silo.Probe.Seen("disposed");
        silo.Probe.Note("well again");
        Assert.Equal(1, await grain.Count());
        Assert.DoesNotContain(silo.Probe.Events, e => e.StartsWith("deactivated", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_failing_end_is_an_end()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Get<ILifeGrain>("life/bad-end");
        await grain.EndSoon();
        await silo.Probe.Seen("disposed");
        Assert.Equal(1, await grain.Count());
    }

    [Fact]
    public async Task Stopping_the_silo_ends_every_activation_and_later_calls_fail_at_once()
    {
        var silo = await TestSilo.StartAsync();
        var grain = silo.Get<ILifeGrain>("life/1");
        await grain.Count();
        await silo.StopAsync();
        Assert.Equal(["activated", "deactivated ShuttingDown", "disposed"], silo.Probe.Events);
        await Assert.ThrowsAsync<SiloUnavailableException>(grain.Count);
        await silo.DisposeAsync();
    }

    [Fact]
    public async Task Deactivation_does_not_wait_for_ever_for_a_running_call()
    {
        await using var silo = await TestSilo.StartAsync(s => s.Configure<SiloMessagingOptions>(o => o.ResponseTimeout = TimeSpan.FromDays(1)));
        var running = silo.Get<ILifeGrain>("life/1").WaitFor("go");
        await silo.Probe.Seen("waiting");
        Assert.True(silo.Services.GetService(typeof(Silo)) is Silo);
        ((Silo)silo.Services.GetService(typeof(Silo))!).Cluster.TryFind(GrainId.Create("life", "life/1"), out var activation);
        activation!.Deactivate(new DeactivationReason(DeactivationReasonCode.RuntimeRequested, "test"));
        await silo.AdvanceAsync(TimeSpan.FromSeconds(31));
        await silo.Probe.Seen("deactivated RuntimeRequested");
        silo.Probe.Signal("go");
        Assert.Equal(1, await running);
    }
}
