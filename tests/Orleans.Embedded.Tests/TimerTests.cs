using Orleans.Hosting;
using Orleans.Runtime;

namespace Orleans.Embedded.Tests;

public interface ITickGrain : IGrainWithStringKey
{
    Task Start(int periodSeconds, bool interleave, bool keepAlive);

    Task StartOnce();

    Task Change(int dueSeconds);

    Task Stop();

    Task Hold(string signal);

    Task<string> StartOffTurn();
}

public sealed class TickGrain(Probe probe) : Grain, ITickGrain
{
    private IGrainTimer? _timer;
    private int _ticks;

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        probe.Note("ended");
        return Task.CompletedTask;
    }

    public Task Start(int periodSeconds, bool interleave, bool keepAlive)
    {
        var period = TimeSpan.FromSeconds(periodSeconds);
        _timer = this.RegisterGrainTimer(Tick, "tick", new GrainTimerCreationOptions(period, period) { Interleave = interleave, KeepAlive = keepAlive });
        return Task.CompletedTask;
    }

    public Task StartOnce()
    {
        _timer = this.RegisterGrainTimer(() => Tick("once", default), TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        return Task.CompletedTask;
    }

    public Task Change(int dueSeconds)
    {
        _timer!.Change(TimeSpan.FromSeconds(dueSeconds), Timeout.InfiniteTimeSpan);
        return Task.CompletedTask;
    }

    public Task Stop()
    {
        _timer!.Dispose();
        return Task.CompletedTask;
    }

    public async Task Hold(string signal)
    {
        probe.Note("holding");
        await probe.Seen(signal);
    }

    public async Task<string> StartOffTurn()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => Task.Run(() => { this.RegisterGrainTimer(() => Task.CompletedTask, TimeSpan.Zero, TimeSpan.Zero); }));
        return error.Message;
    }

    private async Task Tick(string name, CancellationToken token)
    {
        probe.Note($"{name} {++_ticks}");
        if (this.GetPrimaryKeyString() == "tick/fails" && _ticks == 1)
        {
            throw new InvalidOperationException("tick failed");
        }

        if (this.GetPrimaryKeyString() == "tick/slow")
        {
            await probe.Seen($"tick {_ticks} may end");
            probe.Note($"{name} {_ticks} ended {token.IsCancellationRequested}");
        }
    }
}

public sealed class TimerTests
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_timer_ticks_after_its_due_time_and_then_every_period()
    {
        await using var silo = await TestSilo.StartAsync();
        await silo.Get<ITickGrain>("tick/1").Start(10, interleave: false, keepAlive: false);
        await silo.AdvanceAsync(9 * s_second);
        Assert.Empty(silo.Probe.Events);
        await silo.AdvanceAsync(s_second);
        await silo.Probe.Seen("tick 1");
        await silo.AdvanceUntilAsync(5 * s_second, "tick 2");
    }

    [Fact]
    public async Task A_due_time_of_zero_ticks_at_once_and_an_infinite_period_only_once()
    {
        await using var silo = await TestSilo.StartAsync();
        await silo.Get<ITickGrain>("tick/1").StartOnce();
        await silo.Probe.Seen("once 1");
        await silo.AdvanceAsync(100 * s_second, 10);
        Assert.Equal(["once 1"], silo.Probe.Events);
    }

    [Fact]
    public async Task By_default_a_tick_waits_for_the_running_call()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Get<ITickGrain>("tick/1");
        await grain.Start(5, interleave: false, keepAlive: false);
        var call = grain.Hold("go");
        await silo.Probe.Seen("holding");
        await silo.AdvanceAsync(6 * s_second);
        await Task.Delay(50);
        Assert.Equal(["holding"], silo.Probe.Events);
        silo.Probe.Signal("go");
        await call;
        await silo.Probe.Seen("tick 1");
    }

    [Fact]
    public async Task An_interleaving_tick_runs_during_a_call()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Get<ITickGrain>("tick/1");
        await grain.Start(5, interleave: true, keepAlive: false);
        var call = grain.Hold("go");
        await silo.Probe.Seen("holding");
        await silo.AdvanceAsync(6 * s_second);
        await silo.Probe.Seen("tick 1");
        Assert.False(call.IsCompleted);
        silo.Probe.Signal("go");
        await call;
    }

    [Fact]
    public async Task The_period_counts_from_the_end_of_a_callback()
    {
        await using var silo = await TestSilo.StartAsync();
        await silo.Get<ITickGrain>("tick/slow").Start(5, interleave: true, keepAlive: false);
        await silo.AdvanceAsync(5 * s_second);
        await silo.Probe.Seen("tick 1");
        await silo.AdvanceAsync(60 * s_second, 10);
        Assert.Equal(["tick 1"], silo.Probe.Events);
        silo.Probe.Signal("tick 1 may end");
        await silo.Probe.Seen("tick 1 ended False");
        await silo.AdvanceUntilAsync(5 * s_second, "tick 2");
        silo.Probe.Signal("tick 2 may end");
    }

    [Fact]
    public async Task A_failing_callback_does_not_end_the_timer()
    {
        await using var silo = await TestSilo.StartAsync();
        await silo.Get<ITickGrain>("tick/fails").Start(5, interleave: false, keepAlive: false);
        await silo.AdvanceAsync(5 * s_second);
        await silo.Probe.Seen("tick 1");
        await silo.AdvanceUntilAsync(5 * s_second, "tick 2");
    }

    [Fact]
    public async Task A_disposed_timer_is_silent_and_its_running_callback_is_told()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Get<ITickGrain>("tick/slow");
        await grain.Start(5, interleave: true, keepAlive: false);
        await silo.AdvanceAsync(5 * s_second);
        await silo.Probe.Seen("tick 1");
        await grain.Stop();
        silo.Probe.Signal("tick 1 may end");
        await silo.Probe.Seen("tick 1 ended True");
        await silo.AdvanceAsync(100 * s_second, 10);
        Assert.DoesNotContain("tick 2", silo.Probe.Events);
    }

    [Fact]
    public async Task A_changed_timer_follows_its_new_times()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Get<ITickGrain>("tick/1");
        await grain.Start(5, interleave: false, keepAlive: false);
        await grain.Change(60);
        await silo.AdvanceAsync(59 * s_second, 10);
        Assert.Empty(silo.Probe.Events);
        await silo.AdvanceAsync(2 * s_second);
        await silo.Probe.Seen("tick 1");
    }

    [Fact]
    public async Task Ticks_do_not_keep_an_activation_from_being_idle_unless_they_are_told_to()
    {
        await using var silo = await TestSilo.StartAsync();
        await silo.Get<ITickGrain>("tick/idle").Start(60, interleave: false, keepAlive: false);
        await silo.AdvanceUntilAsync(60 * s_second, "ended");

        await using var other = await TestSilo.StartAsync();
        await other.Get<ITickGrain>("tick/alive").Start(60, interleave: false, keepAlive: true);
        for (var tick = 1; tick <= 20; tick++)
        {
            await other.AdvanceUntilAsync(60 * s_second, $"tick {tick}");
        }

        Assert.DoesNotContain("ended", other.Probe.Events);
    }

    [Fact]
    public async Task A_timer_ends_with_its_activation()
    {
        await using var silo = await TestSilo.StartAsync();
        await silo.Get<ITickGrain>("tick/1").Start(50, interleave: false, keepAlive: false);
        await silo.StopAsync();
        var before = silo.Probe.Events.Count;
        await silo.AdvanceAsync(200 * s_second, 10);
        Assert.Equal(before, silo.Probe.Events.Count);
    }

    [Fact]
    public async Task A_timer_is_registered_on_a_turn_only()
    {
        await using var silo = await TestSilo.StartAsync();
        Assert.Contains("Task.Run", await silo.Get<ITickGrain>("tick/1").StartOffTurn(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Incoming_filters_see_ticks_and_one_that_denies_what_it_does_not_know_ends_every_timer()
    {
        var seen = new List<string>();
        await using var silo = await TestSilo.StartAsync(s => s.AddIncomingGrainCallFilter(context =>
        {
            lock (seen)
            {
                seen.Add($"{context.InterfaceName}.{context.MethodName} {context.TargetId} {context.SourceId}");
            }

            return context.InterfaceMethod.DeclaringType == typeof(ITickGrain) ? context.Invoke() : throw new UnauthorizedAccessException();
        }));
        await silo.Get<ITickGrain>("tick/1").Start(5, interleave: false, keepAlive: false);
        await silo.AdvanceAsync(100 * s_second, 20);
        Assert.Empty(silo.Probe.Events);
        Assert.Equal(["Orleans.Embedded.Tests.ITickGrain.Start tick/tick/1 ", "IGrainTimerInvoker.InvokeCallbackAsync tick/tick/1 tick/tick/1"], seen);
    }

    [Fact]
    public async Task A_filter_that_lets_ticks_pass_leaves_timers_alone()
    {
        await using var silo = await TestSilo.StartAsync(s => s.AddIncomingGrainCallFilter(context => context.Invoke()));
        await silo.Get<ITickGrain>("tick/1").Start(5, interleave: false, keepAlive: false);
        await silo.AdvanceUntilAsync(5 * s_second, "tick 2");
    }
}
