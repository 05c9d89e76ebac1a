using Scew.SystemTests.Crashes;
using Scew.SystemTests.Support;
using Xunit.Abstractions;

namespace Scew.SystemTests.Durability;

/// <summary>One merchant's wall clock jumps, stands still or drifts: the others go on, nothing breaks, and with a right clock it takes part again.</summary>
public sealed class WrongClockTests(ITestOutputHelper output)
{
    private const long Hour = 3_600_000;
    private const long TenYears = 24 * 3652 * Hour;
    private static readonly int[] All = [0, 1, 2, 3];

    [Fact]
    [Trait("row", "D15")]
    public async Task OneWrongClockHarmsNobody()
    {
        const int Wrong = 1;
        using var folder = new TempFolder();
        var clock = folder.File("clock");
        await File.WriteAllTextAsync(clock, "0");
        await using var group = await RunningGroup.StartAsync(new GroupShape { Program = CrashBuild.Program });
        await group.Net.StopAsync(Wrong);
        group.Net.Merchants[Wrong].Process.Environment["SCEW_CLOCK_FILE"] = clock;
        await group.Net.RestartAsync(Wrong);
        await using var load = await TransferLoad.PrepareAsync(group);
        load.Start();
        foreach (var text in new[] { $"{Hour}", $"{-Hour}", "frozen", "1.01x", $"{TenYears}", $"{-TenYears}", "0" })
        {
            await File.WriteAllTextAsync(clock + ".new", text);
            File.Move(clock + ".new", clock, overwrite: true);
            var time = (await group.StatusAsync(0)).BlockTimeMs;
            await load.ProgressAsync(15, $"with one clock at {text}");
            var now = await group.StatusAsync(0);
            // Chain time goes forward, and never further than the drift bound ahead of the right clocks.
            Assert.InRange(now.BlockTimeMs, time, RunningGroup.Now + group.Net.Genesis.Document.Parameters.DriftMs);
            output.WriteLine($"clock at {text}: view {now.View}, height {now.FinalHeight}");
        }
        await load.StopAsync();
        await group.UntilEqualAsync(load.Height, All);
        await load.NothingLostAsync(All);
        Assert.Equal(0, (await group.StatusAsync(0)).EvidenceCount);
        SignedStatements.Of(group.Net).NobodyContradictsItself();
    }
}
