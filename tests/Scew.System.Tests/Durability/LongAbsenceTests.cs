using System.Diagnostics;
using Scew.SystemTests.Crashes;
using Scew.SystemTests.Support;
using Xunit.Abstractions;

namespace Scew.SystemTests.Durability;

/// <summary>A merchant that was away for long, or whose database is gone, takes the others' attested state instead of every block.</summary>
public sealed class LongAbsenceTests(ITestOutputHelper output)
{
    /// <summary>Points of a state transfer, killed at here.</summary>
    internal static readonly string[] CrashPoints = ["stage-before-commit", "install-before-commit"];

    private const int Away = 2;
    private const long KeptEvery = 1000;
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
        var left = await AwayAsync(group, heights);
        var back = Stopwatch.GetTimestamp();
        var process = group.Net.Merchants[Away].Process;
        foreach (var point in CrashPoints)
        {
            process.Environment["SCEW_CRASH_AT"] = point;
            for (var absences = 1; !await DiesAtAsync(group, point); absences++)
            {
                // The second link came late, and the blocks of the first had closed the gap by then.
                Assert.InRange(absences, 1, 3);
                left = await AwayAsync(group, heights);
            }
        }
        process.Environment.Remove("SCEW_CRASH_AT");
        var height = (await group.StatusAsync(0)).FinalHeight;
        var started = Stopwatch.GetTimestamp();
        group.Net.Launch(Away);
        await RunningGroup.UntilAsync("it stands where the others stood", async () => await ExecutedAsync(group) >= height, 600);
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

    /// <summary>Takes it away until the others stand so many heights further, past a height whose state they keep; answers the height that it left at.</summary>
    private static async Task<long> AwayAsync(RunningGroup group, long heights)
    {
        group.Net.Kill(Away);
        var left = (await group.StatusAsync(0)).FinalHeight;
        var kept = ((left + 100) / KeptEvery + 1) * KeptEvery;
        var until = Math.Max(left + heights, kept + 50);
        await RunningGroup.UntilAsync($"height {until} without it", async () => (await group.StatusAsync(0)).FinalHeight > until, 36_000);
        return left;
    }

    /// <summary>Starts it; false where it came back to where the others stood without passing the point.</summary>
    private static async Task<bool> DiesAtAsync(RunningGroup group, string point)
    {
        var process = group.Net.Merchants[Away].Process;
        var height = (await group.StatusAsync(0)).FinalHeight;
        group.Net.Launch(Away);
        var launched = Stopwatch.GetTimestamp();
        var died = process.WaitForExitAsync(CancellationToken.None);
        while (await Task.WhenAny(died, Task.Delay(100)) != died)
        {
            Assert.True(Stopwatch.GetElapsedTime(launched).TotalMinutes < 3, $"{point} was not reached, nor the others: {process.LogTail(40)}");
            if (await ExecutedAsync(group) >= height)
            {
                return false;
            }
        }
        Assert.Equal(137, await died);
        return true;
    }

    private static async Task<long> ExecutedAsync(RunningGroup group)
    {
        try
        {
            return (await group.StatusAsync(Away)).ExecutedHeight;
        }
        catch (HttpRequestException)
        {
            return -1;
        }
    }
}
