using System.Diagnostics;
using Scew.SystemTests.Crashes;
using Scew.SystemTests.Support;
using Xunit.Abstractions;

namespace Scew.SystemTests.Durability;

/// <summary>Rounds of kills and stops under load: nothing acknowledged is lost, nobody contradicts itself, and the group goes on.</summary>
[Collection(Alone.Name)]
public sealed class KillRoundsTests(ITestOutputHelper output)
{
    private static readonly int[] All = [0, 1, 2, 3];

    [Fact]
    [Trait("row", "D2")]
    public async Task AllAtOnceUnderLoad()
    {
        var rounds = LongRun.Of("D2", 5, 100);
        await using var group = await RunningGroup.StartAsync();
        await using var load = await TransferLoad.PrepareAsync(group);
        load.Start();
        for (var round = 1; round <= rounds; round++)
        {
            await load.ProgressAsync(10, $"before round {round}");
            // At another moment of a view each time.
            await Task.Delay(round * 37 % 150);
            Array.ForEach(All, group.Net.Kill);
            var killed = Stopwatch.GetTimestamp();
            Array.ForEach(All, merchant => group.Net.Launch(merchant));
            await load.ProgressAsync(1, $"after round {round}");
            output.WriteLine($"round {round}: new commit {Stopwatch.GetElapsedTime(killed).TotalSeconds:F1} s after the kill, {load.Count} acknowledged");
        }
        await CheckAsync(group, load);
    }

    [Fact]
    [Trait("row", "C1")]
    public async Task TheLeaderUnderLoad()
    {
        var rounds = LongRun.Of("C1", 4, 100);
        await using var group = await RunningGroup.StartAsync();
        await using var load = await TransferLoad.PrepareAsync(group);
        load.Start();
        var times = new List<double>();
        for (var round = 1; round <= rounds; round++)
        {
            await load.ProgressAsync(10, $"before round {round}");
            var leader = (await group.StatusAsync(round % All.Length)).Leader;
            group.Net.Kill(leader);
            var killed = Stopwatch.GetTimestamp();
            var height = 0L;
            await RunningGroup.UntilAsync("a survivor's final height", async () => (height = Math.Max(height, (await group.StatusAsync((leader + 1) % All.Length)).FinalHeight)) > 0);
            await RunningGroup.UntilAsync("a new final height", async () => (await group.StatusAsync((leader + 1) % All.Length)).FinalHeight > height);
            times.Add(Stopwatch.GetElapsedTime(killed).TotalMilliseconds);
            await group.Net.RestartAsync(leader);
        }
        times.Sort();
        output.WriteLine($"new commit after the leader's death: median {times[times.Count / 2]:F0} ms, p99 {times[(int)Math.Ceiling(times.Count * 0.99) - 1]:F0} ms, {times.Count} kills");
        await CheckAsync(group, load);
    }

    [Fact]
    [Trait("row", "D4")]
    public async Task StoppedForAWhileAndResumed()
    {
        const int Stopped = 1;
        await using var group = await RunningGroup.StartAsync();
        await using var load = await TransferLoad.PrepareAsync(group);
        load.Start();
        await load.ProgressAsync(10, "before the stop");
        group.Signal("STOP", Stopped);
        try
        {
            await Task.Delay(LongRun.Of("D4", TimeSpan.FromSeconds(18), TimeSpan.FromSeconds(60)));
            await load.ProgressAsync(10, "without it");
        }
        finally
        {
            group.Signal("CONT", Stopped);
        }
        var height = (await group.StatusAsync(0)).FinalHeight;
        var resumed = Stopwatch.GetTimestamp();
        await RunningGroup.UntilAsync("the stopped one catches up", async () => (await group.StatusAsync(Stopped)).ExecutedHeight >= height);
        output.WriteLine($"caught up {Stopwatch.GetElapsedTime(resumed).TotalSeconds:F1} s after it resumed");
        await CheckAsync(group, load);
    }

    [Fact]
    [Trait("row", "C15")]
    public async Task OneThatStandsStillMostOfTheTime()
    {
        const int Slow = 2;
        await using var group = await RunningGroup.StartAsync();
        await using var load = await TransferLoad.PrepareAsync(group);
        load.Start();
        await load.ProgressAsync(20, "without faults");
        var median = await MedianAsync(load);
        using var enough = new CancellationTokenSource(LongRun.Of("C15", TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(60)));
        var stutter = StutterAsync(group, Slow, enough.Token);
        await load.ProgressAsync(20, "beside a slow one");
        var slowed = await MedianAsync(load);
        await stutter;
        output.WriteLine($"median {median:F0} ms without, {slowed:F0} ms with a merchant that stands still 200 of 250 ms");
        await CheckAsync(group, load);
    }

    private static async Task<double> MedianAsync(TransferLoad load)
    {
        var times = new List<double>();
        for (var i = 0; i < 20; i++)
        {
            var started = Stopwatch.GetTimestamp();
            // Customers of the slow merchant wait for it, or go elsewhere; the others must not notice.
            await load.OneAsync(i % 2);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
        times.Sort();
        return times[times.Count / 2];
    }

    private static async Task StutterAsync(RunningGroup group, int merchant, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            group.Signal("STOP", merchant);
            await Task.Delay(200, CancellationToken.None);
            group.Signal("CONT", merchant);
            await Task.Delay(50, CancellationToken.None);
        }
    }

    private static async Task CheckAsync(RunningGroup group, TransferLoad load)
    {
        await load.StopAsync();
        await group.UntilEqualAsync(load.Height, All);
        await load.NothingLostAsync(All);
        foreach (var merchant in All)
        {
            var status = await group.StatusAsync(merchant);
            Assert.True(status is { State: "normal", EvidenceCount: 0 }, $"{status.Merchant}: {status.State} {status.Reason}, evidence {status.EvidenceCount}");
        }
        SignedStatements.Of(group.Net).NobodyContradictsItself();
    }
}
