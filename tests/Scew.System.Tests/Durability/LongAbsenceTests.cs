using System.Diagnostics;
using Scew.SystemTests.Crashes;
using Scew.SystemTests.Support;
using Xunit.Abstractions;

namespace Scew.SystemTests.Durability;

/// <summary>A merchant that was away for long, or whose database is gone, takes the others' attested state instead of every block.</summary>
public sealed class LongAbsenceTests(ITestOutputHelper output)
{
    /// <summary>Points of a state transfer, killed at here, and of pruning, which no group this young reaches: the storage tests interrupt that.</summary>
    internal static readonly string[] CrashPoints = ["stage-before-commit", "install-before-commit", "prune-before-commit"];

    private const int Away = 2;
    private static readonly int[] All = [0, 1, 2, 3];

    [Fact]
    [Trait("row", "E1")]
    [Trait("row", "E5")]
    public async Task ComesBackByState()
    {
        // States are kept every 1,000 heights: the shortest absence that needs one ends soon after such a height, and what comes before it is quicker with everybody up.
        var from = LongRun.Of("E1", 800, 0);
        var heights = LongRun.Of("E1", 250, 100_000);
        await using var group = await RunningGroup.StartAsync(new GroupShape
        {
            Program = CrashBuild.Program,
            Parameters = GroupShape.Impatient,
            Configure = static (_, config) => config["transferFrom"] = LongRun.Of("E1", 100, 2000),
        });
        await using var load = await TransferLoad.PrepareAsync(group);
        load.Start(2, 0);
        var begun = Stopwatch.GetTimestamp();
        await load.ProgressAsync(10, "before the absence");
        await RunningGroup.UntilAsync($"height {from}", async () => (await group.StatusAsync(0)).FinalHeight >= from, 600);
        var gone = Stopwatch.GetTimestamp();
        group.Net.Kill(Away);
        var left = (await group.StatusAsync(0)).FinalHeight;
        await RunningGroup.UntilAsync($"{heights} heights without it", async () => (await group.StatusAsync(0)).FinalHeight > left + heights, 36_000);

        var back = Stopwatch.GetTimestamp();
        var process = group.Net.Merchants[Away].Process;
        foreach (var point in CrashPoints.Where(point => !point.StartsWith("prune", StringComparison.Ordinal)))
        {
            process.Environment["SCEW_CRASH_AT"] = point;
            group.Net.Launch(Away);
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
            Assert.Equal(137, await process.WaitForExitAsync(limit.Token));
        }
        process.Environment.Remove("SCEW_CRASH_AT");
        var height = (await group.StatusAsync(0)).FinalHeight;
        var started = Stopwatch.GetTimestamp();
        group.Net.Launch(Away);
        await RunningGroup.UntilAsync("it stands where the others stood", async () =>
        {
            try
            {
                return (await group.StatusAsync(Away)).ExecutedHeight >= height;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }, 600);
        var there = Stopwatch.GetTimestamp();
        output.WriteLine($"{height - left} heights behind, at the head {Stopwatch.GetElapsedTime(started, there).TotalSeconds:F1} s after its start");
        output.WriteLine($"with all four: {load.Times(begun, gone)}; while it was away: {load.Times(gone, back)}; while it came back: {load.Times(back, there)}");
        await load.StopAsync();
        await group.UntilEqualAsync(load.Height, All);
        // It has the state of the heights that it skipped, and their receipts are with the others.
        await load.NothingLostAsync([.. All.Except([Away])]);
        await load.BalancesFitAsync([Away]);
        SignedStatements.Of(group.Net).NobodyContradictsItself();
    }
}
