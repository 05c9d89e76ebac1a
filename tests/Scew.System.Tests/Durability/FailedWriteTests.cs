using Scew.SystemTests.Crashes;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.Durability;

/// <summary>A disk that answers a write or a sync with an I/O error: the replica ends at once, sends nothing that rests on that write, and does not try it again.</summary>
public sealed class FailedWriteTests
{
    private static readonly int[] All = [0, 1, 2, 3];

    [Fact]
    [Trait("row", "D10")]
    public async Task EndsWith74AndWithoutAVote()
    {
        const int Broken = 1;
        await using var group = await RunningGroup.StartAsync(new GroupShape { Program = CrashBuild.Program });
        await using var load = await TransferLoad.PrepareAsync(group);
        load.Start(4, 10);
        await load.ProgressAsync(10, "before the disk fails");
        var process = group.Net.Merchants[Broken].Process;
        process.Kill();
        // The commit of a vote, the counter beside the key after it, a height's commit, and the first write of a start.
        foreach (var place in new[] { "safety-before-commit:9", "after-commit-before-witness:9", "apply-before-commit:9", "lease-before-commit" })
        {
            process.Environment["SCEW_FAIL_AT"] = place;
            group.Net.Launch(Broken);
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            var code = await process.WaitForExitAsync(limit.Token);
            Assert.True(code == 74, $"{place}: exit code {code}: {process.LogTail()}");
            Assert.Contains(group.Log(Broken).Split('\n'), static line => line.Contains("crit", StringComparison.Ordinal) && line.Contains("Input/output error. Nothing of it was acknowledged", StringComparison.Ordinal));
        }
        await load.ProgressAsync(10, "without the one whose disk fails");

        process.Environment.Remove("SCEW_FAIL_AT");
        await group.Net.RestartAsync(Broken);
        await load.ProgressAsync(10, "with another disk");
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
