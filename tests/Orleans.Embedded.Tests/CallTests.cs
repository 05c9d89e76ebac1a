using Orleans.Concurrency;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Orleans.Embedded.Tests;

public interface ICallGrain : IGrainWithStringKey
{
    Task<string> Hold(string signal);

    [ResponseTimeout("00:00:05")]
    Task<string> HoldBriefly(string signal);

    Task<string> CallBack(string through);

    Task<string> Relay(string back);

    [OneWay]
    Task Tell(string signal, string what);

    Task<string> HoldCancellable(string signal, CancellationToken token);

    Task<string> Context();

    Task<string> ChangeContext(string key);

    ValueTask Nothing();

    Task<string> Sender();
}

public sealed class CallGrain(Probe probe) : Grain, ICallGrain
{
    public async Task<string> Hold(string signal)
    {
        probe.Note("holding");
        await probe.Seen(signal);
        return signal;
    }

    public Task<string> HoldBriefly(string signal) => Hold(signal);

    public Task<string> CallBack(string through) => GrainFactory.GetGrain<ICallGrain>(through).Relay(this.GetPrimaryKeyString());

    public Task<string> Relay(string back)
    {
        probe.Note("relaying");
        return GrainFactory.GetGrain<ICallGrain>(back).Sender();
    }

    public async Task Tell(string signal, string what)
    {
        await probe.Seen(signal);
        probe.Note(what);
        throw new InvalidOperationException("nobody hears this");
    }

    public async Task<string> HoldCancellable(string signal, CancellationToken token)
    {
        probe.Note("holding");
        using var registration = token.Register(() => probe.Note(ReferenceEquals(Activation.Current, GrainContext) ? "cancelled on the turn" : "cancelled elsewhere"));
        await probe.Seen(signal);
        return $"cancelled {token.IsCancellationRequested}";
    }

    public Task<string> Context() => Task.FromResult(string.Join(',', RequestContext.Entries.Select(e => $"{e.Key}={e.Value}")));

    public async Task<string> ChangeContext(string key)
    {
        RequestContext.Set("added", 2);
        await Task.Yield();
        return await GrainFactory.GetGrain<ICallGrain>(key).Context();
    }

    public ValueTask Nothing() => default;

    public Task<string> Sender() => Task.FromResult("reached");
}

/// <summary>Response time-outs, one-way calls, cancellation, call cycles and the request context.</summary>
public sealed class CallTests
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_caller_waits_for_the_default_response_timeout_and_the_callee_goes_on()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Get<ICallGrain>("c/1");
        var call = grain.Hold("go");
        await silo.Probe.Seen("holding");
        await silo.AdvanceAsync(29 * s_second);
        Assert.False(call.IsCompleted);
        await silo.AdvanceAsync(2 * s_second);
        var error = await Assert.ThrowsAsync<TimeoutException>(() => call);
        Assert.Contains("00:00:30", error.Message, StringComparison.Ordinal);
        silo.Probe.Signal("go");
        await grain.Nothing();
    }

    [Fact]
    public async Task The_response_timeout_can_be_set_for_the_silo_and_for_a_method()
    {
        await using var silo = await TestSilo.StartAsync(s => s.Configure<SiloMessagingOptions>(o => o.ResponseTimeout = 100 * s_second));
        var brief = silo.Get<ICallGrain>("c/1").HoldBriefly("go");
        var normal = silo.Get<ICallGrain>("c/2").Hold("go");
        await silo.AdvanceAsync(6 * s_second);
        await Assert.ThrowsAsync<TimeoutException>(() => brief);
        await silo.AdvanceAsync(93 * s_second);
        Assert.False(normal.IsCompleted);
        await silo.AdvanceAsync(2 * s_second);
        await Assert.ThrowsAsync<TimeoutException>(() => normal);
        silo.Probe.Signal("go");
    }

    [Fact]
    public async Task A_call_whose_caller_gave_up_before_it_ran_does_not_run()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Get<ICallGrain>("c/1");
        var first = grain.Hold("go");
        await silo.Probe.Seen("holding");
        var second = grain.Hold("go");
        await silo.AdvanceAsync(31 * s_second);
        await Assert.ThrowsAsync<TimeoutException>(() => first);
        await Assert.ThrowsAsync<TimeoutException>(() => second);
        silo.Probe.Signal("go");
        await grain.Nothing();
        Assert.Equal(["holding"], silo.Probe.Events);
    }

    [Fact]
    public async Task A_call_cycle_of_grains_that_are_not_reentrant_ends_in_a_timeout()
    {
        await using var silo = await TestSilo.StartAsync();
        var call = silo.Get<ICallGrain>("c/a").CallBack("c/b");
        await silo.Probe.Seen("relaying");
        await Task.Delay(50);
        Assert.False(call.IsCompleted);
        await silo.AdvanceAsync(31 * s_second);
        await Assert.ThrowsAsync<TimeoutException>(() => call);
        await silo.AdvanceUntilAsync(5 * s_second, silo.Get<ICallGrain>("c/a").Nothing().AsTask());
        await silo.AdvanceUntilAsync(5 * s_second, silo.Get<ICallGrain>("c/b").Nothing().AsTask());
    }

    [Fact]
    public async Task Thousands_of_calls_share_the_timeout_and_answered_ones_are_not_touched()
    {
        await using var silo = await TestSilo.StartAsync();
        var stuck = Enumerable.Range(0, 1000).Select(i => silo.Get<ICallGrain>($"c/{i}").Hold("never")).ToList();
        await Task.WhenAll(Enumerable.Range(2000, 1000).Select(i => silo.Get<ICallGrain>($"c/{i}").Context()));
        await silo.AdvanceAsync(31 * s_second);
        foreach (var call in stuck)
        {
            await Assert.ThrowsAsync<TimeoutException>(() => call);
        }

        silo.Probe.Signal("never");
    }

    [Fact]
    public async Task A_one_way_call_returns_at_once_and_hides_errors()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Get<ICallGrain>("c/1");
        Assert.True(grain.Tell("go", "told").IsCompletedSuccessfully);
        silo.Probe.Signal("go");
        await silo.Probe.Seen("told");
        await grain.Nothing();
    }

    [Fact]
    public async Task A_cancelled_caller_is_free_at_once_and_the_callee_is_told_on_its_turn()
    {
        await using var silo = await TestSilo.StartAsync();
        using var source = new CancellationTokenSource();
        var call = silo.Get<ICallGrain>("c/1").HoldCancellable("go", source.Token);
        await silo.Probe.Seen("holding");
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await silo.Probe.Seen("cancelled on the turn");
        silo.Probe.Signal("go");
    }

    [Fact]
    public async Task A_token_that_is_cancelled_already_keeps_the_call_from_being_sent()
    {
        await using var silo = await TestSilo.StartAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => silo.Get<ICallGrain>("c/1").HoldCancellable("go", new CancellationToken(true)));
        Assert.Empty(silo.Probe.Events);
        silo.Probe.Signal("go");
        Assert.Equal("cancelled False", await silo.Get<ICallGrain>("c/1").HoldCancellable("go", CancellationToken.None));
    }

    [Fact]
    public async Task A_timeout_cancels_the_callee()
    {
        await using var silo = await TestSilo.StartAsync();
        using var source = new CancellationTokenSource();
        var call = silo.Get<ICallGrain>("c/1").HoldCancellable("go", source.Token);
        await silo.Probe.Seen("holding");
        await silo.AdvanceAsync(31 * s_second);
        await Assert.ThrowsAsync<TimeoutException>(() => call);
        await silo.Probe.Seen("cancelled on the turn");
        silo.Probe.Signal("go");
    }

    [Fact]
    public async Task The_request_context_flows_down_the_calls_and_not_back()
    {
        await using var silo = await TestSilo.StartAsync();
        RequestContext.Set("user", "anna");
        Assert.Equal("added=2,user=anna", Sorted(await silo.Get<ICallGrain>("c/1").ChangeContext("c/2")));
        Assert.Equal(["user"], RequestContext.Keys);
        Assert.Equal("user=anna", await silo.Get<ICallGrain>("c/1").Context());
        RequestContext.Clear();
        Assert.Equal("", await silo.Get<ICallGrain>("c/1").Context());
    }

    [Fact]
    public async Task A_context_value_follows_the_rules_for_arguments()
    {
        await using var silo = await TestSilo.StartAsync();
        RequestContext.Set("stream", new MemoryStream());
        var error = await Assert.ThrowsAsync<OrleansException>(() => silo.Get<ICallGrain>("c/1").Context());
        Assert.Contains("MemoryStream", error.Message, StringComparison.Ordinal);
        Assert.True(RequestContext.Remove("stream"));
        Assert.False(RequestContext.Remove("stream"));
    }

    [Fact]
    public async Task A_reference_tells_its_grain_and_compares_by_it()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Get<ICallGrain>("c/1");
        Assert.Equal("c/1", grain.GetPrimaryKeyString());
        Assert.Equal(grain, silo.Get<ICallGrain>("c/1"));
        Assert.NotEqual(grain, silo.Get<ICallGrain>("c/2"));
        Assert.Equal("GrainReference:call/c/1", grain.ToString());
        Assert.Equal("reached", await grain.AsReference<ICallGrain>().Sender());
    }

    private static string Sorted(string list) => string.Join(',', list.Split(',').Order(StringComparer.Ordinal));
}
