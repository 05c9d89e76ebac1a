using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Scew.Storage;
using Scew.SystemTests.Durability;
using Scew.SystemTests.Members;
using Scew.SystemTests.Modules;
using Scew.SystemTests.Support;
using Xunit.Abstractions;

namespace Scew.SystemTests.Crashes;

/// <summary>
/// Under load, members die at every named point, as leader and as follower, and come back at once. Each start after a crash has to recover far enough to reach the next
/// point. At the end everybody is ready and equal, nothing acknowledged is lost, and no database and no peer shows two statements of one member that contradict each other.
/// </summary>
public sealed class EveryCrashPointTests(ITestOutputHelper output)
{
    private const int Sigkill = 128 + 9;
    private static readonly int[] All = [0, 1, 2, 3];
    private static readonly string[] AtStart = ["before-lease", "lease-before-commit", "lease-taken", "recovered-before-start"];
    private static readonly string[] AtStop = ["stop-asked", "stop-flushed", "before-checkpoint", "after-checkpoint"];
    private static readonly string[] AfterFailure = ["copy-before", "copy-written", "copy-renamed", "copy-in-place"];

    // Reached only after a loss, a long absence or a long time, or by an operation on encrypted integers: killed at in the tests of those.
    private static readonly string[] Elsewhere = [.. RestoredDatabaseTests.CrashPoints, .. LongAbsenceTests.CrashPoints, .. PruningTests.CrashPoints, .. ModuleCrashTests.CrashPoints, .. EraCrashTests.CrashPoints];
    private static readonly string[] AsLeaderOnly = ["before-proposal-sent", "after-proposal-sent"];

    // A few passes first, so that a crash falls into the traffic and not into the first moment.
    private static IEnumerable<string> Running => CrashPoint.All.Except(Elsewhere).Except(AtStart).Except(AtStop).Except(AfterFailure)
        .SelectMany(name => AsLeaderOnly.Contains(name) ? [AsLeader(name)] : new[] { AsLeader(name), name + ":3@follower" });

    private readonly ConcurrentBag<double> _ready = [];

    [Fact]
    [Trait("row", "D1")]
    [Trait("row", "A4")]
    [Trait("row", "D18")]
    public async Task EveryPointRecovers()
    {
        await using var group = await RunningGroup.StartAsync(new GroupShape { Program = CrashBuild.Program, Parameters = GroupShape.Impatient });
        await using var load = await TransferLoad.PrepareAsync(group);
        load.Start(4, 10);
        var points = new ConcurrentQueue<string>([.. AtStart, .. AfterFailure, .. Running, .. AtStop]);

        // Two members at a time go through the list; the other two and whichever of them is up are the quorum.
        await Task.WhenAll(WorkAsync(group, 1, points), WorkAsync(group, 3, points));

        output.WriteLine($"{_ready.Count} starts after a crash got ready: median {_ready.Order().ElementAt(_ready.Count / 2):F1} s, longest {_ready.Max():F1} s");
        await load.ProgressAsync(20, "after the last crash");
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

    // Turns come once in four views, and only those that find a quorum get anywhere: the second is traffic already.
    private static string AsLeader(string name) => name + ":2@leader";

    // How long the start after the death before took; a point of the start itself is reached before that.
    private async Task<string> ReadyAsync(RunningGroup group, int member, long started)
    {
        while (group.Net.Merchants[member].Process.IsRunning)
        {
            try
            {
                if ((await group.GetAsync("/health/ready", member)).Status == 200)
                {
                    var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
                    _ready.Add(seconds);
                    return string.Create(CultureInfo.InvariantCulture, $"{seconds:F1} s");
                }
            }
            catch (HttpRequestException)
            {
                // Not yet, or not any more.
            }
            await Task.Delay(20);
        }
        return "-";
    }

    private async Task WorkAsync(RunningGroup group, int member, ConcurrentQueue<string> points)
    {
        var process = group.Net.Merchants[member].Process;
        process.Kill();
        while (points.TryDequeue(out var point))
        {
            if (AfterFailure.Contains(point))
            {
                // What a failed write leaves behind.
                await File.WriteAllTextAsync(Path.Combine(group.Net.Merchants[member].Folder, "data", "replica.state"), "failed\n");
            }
            process.Environment["SCEW_CRASH_AT"] = point;
            if (AtStop.Contains(point))
            {
                var launched = Stopwatch.GetTimestamp();
                await group.Net.RestartAsync(member);
                _ready.Add(Stopwatch.GetElapsedTime(launched).TotalSeconds);
                group.Signal("TERM", member);
            }
            else
            {
                group.Net.Launch(member);
            }
            await DiesAsync(group, member, point);
        }
        process.Environment.Remove("SCEW_CRASH_AT");
        await group.Net.RestartAsync(member);
    }

    private async Task DiesAsync(RunningGroup group, int member, string point)
    {
        // A member that came back leads nothing until the views have passed its floor, and with the other one dying all the while some of its turns find no quorum.
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        var started = Stopwatch.GetTimestamp();
        var ready = AtStop.Contains(point) ? Task.FromResult("-") : ReadyAsync(group, member, started);
        try
        {
            var code = await group.Net.Merchants[member].Process.WaitForExitAsync(limit.Token);
            output.WriteLine($"{point}: died after {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s, ready after {await ready}");
            Assert.True(code == Sigkill, $"{point}: exit code {code}, {group.Net.Merchants[member].Process.LogTail()}");
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"{point} was not reached within {Stopwatch.GetElapsedTime(started).TotalSeconds:F0} s: {group.Net.Merchants[member].Process.LogTail()}");
        }
    }
}
