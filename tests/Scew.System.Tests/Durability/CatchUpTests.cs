using System.Diagnostics;
using Scew.SystemTests.Support;
using Xunit.Abstractions;

namespace Scew.SystemTests.Durability;

/// <summary>
/// A merchant that was away for a while catches up by blocks. Prints its rate beside the live one of the same run; <c>SCEW_LONG=catchup</c> has more blocks, for the
/// figure.
/// </summary>
[Collection(Alone.Name)]
public sealed class CatchUpTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Away = 3;
    private static readonly int[] All = [0, 1, 2, 3];
    private static readonly long Heights = LongRun.Of("catchup", 150L, 1800L);
    private RunningGroup _group = null!;

    public async Task InitializeAsync() => _group = await RunningGroup.StartAsync(new GroupShape
    {
        Configure = static (_, config) => config["transferFrom"] = 1_000_000,
    });

    public async Task DisposeAsync() => await _group.DisposeAsync();

    [Fact]
    [Trait("row", "C5")]
    public async Task AMerchantThatWasAwayCatchesUpByBlocks()
    {
        await using var load = await TransferLoad.PrepareAsync(_group);
        load.Start(clients: 8, pauseMs: 0);
        await RunningGroup.UntilAsync("some heights", () => Task.FromResult(load.Height >= 30));
        _group.Net.Kill(Away);
        var (from, count) = (load.Height, load.Count);
        var started = Stopwatch.GetTimestamp();
        await RunningGroup.UntilAsync("the group is ahead", () => Task.FromResult(load.Height >= from + Heights), LongRun.Of("catchup", 240, 3600));
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var live = (load.Height - from) / seconds;
        output.WriteLine($"live, three of four: {live:F1} heights/s, {(load.Count - count) / seconds:F1} requests/s");

        await _group.Net.RestartAsync(Away);
        var behind = load.Height - (await _group.StatusAsync(Away)).ExecutedHeight;
        started = Stopwatch.GetTimestamp();
        await RunningGroup.UntilAsync("the merchant is at the head", async () => (await _group.StatusAsync(Away)).ExecutedHeight >= load.Height - 3);
        seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        output.WriteLine($"catching up under load: {behind} heights behind when it listened, at the head {seconds:F2} s later: {behind / seconds:F1} heights/s, {behind / seconds / live:F1} times live");
        await load.StopAsync();
        Assert.DoesNotContain("Installed the state of height", _group.Log(Away), StringComparison.Ordinal);
        await _group.UntilEqualAsync(load.Height, All);
    }
}
