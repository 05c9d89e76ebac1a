using Scew.SystemTests.Crashes;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.Durability;

/// <summary>A merchant whose program or memory computes another state than the others' ends and says so, and serves nobody from it.</summary>
public sealed class DivergedTests
{
    private const int ExitDiverged = 9;
    private const int Wrong = 2;
    private static readonly int[] All = [0, 1, 2, 3];

    [Fact]
    [Trait("row", "A19")]
    public async Task AMerchantThatComputesSomethingElseEnds()
    {
        await using var group = await RunningGroup.StartAsync(new GroupShape { Program = CrashBuild.Program });
        await using var load = await TransferLoad.PrepareAsync(group);
        load.Start();
        await load.ProgressAsync(10, "before");
        var process = group.Net.Merchants[Wrong].Process;
        process.Kill();
        process.Environment["SCEW_DIVERGE"] = "1";
        group.Net.Launch(Wrong);
        using (var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1)))
        {
            Assert.Equal(ExitDiverged, await process.WaitForExitAsync(limit.Token));
        }
        Assert.Contains("f+1 members attest another state at height", group.Log(Wrong), StringComparison.Ordinal);
        await load.ProgressAsync(10, "without it");

        // Nothing of it reached its disk: started as it should be, it stands where the others stand.
        process.Environment.Remove("SCEW_DIVERGE");
        await group.Net.RestartAsync(Wrong);
        await load.StopAsync();
        await group.UntilEqualAsync(load.Height, All);
        await load.NothingLostAsync(All);
    }
}
