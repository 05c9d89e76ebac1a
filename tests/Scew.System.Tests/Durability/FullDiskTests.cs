using Scew.SystemTests.Crashes;
using Scew.SystemTests.Support;
using Xunit.Abstractions;

namespace Scew.SystemTests.Durability;

/// <summary>A disk that takes no more: shown by a limit on the size of files, which needs neither root nor a mount.</summary>
public sealed class FullDiskTests(ITestOutputHelper output)
{
    private static readonly int[] All = [0, 1, 2, 3];

    [Fact]
    [Trait("row", "D11")]
    public async Task StopsWith74AndAClearMessageAndStartsCleanlyOnceThereIsSpace()
    {
        const int Full = 2;
        await using var group = await RunningGroup.StartAsync();
        await using var load = await TransferLoad.PrepareAsync(group);
        load.Start();
        await load.ProgressAsync(10, "before the disk is full");
        await group.Net.StopAsync(Full);
        var largest = Directory.EnumerateFiles(Path.Combine(group.Net.Merchants[Full].Folder, "data")).Max(file => new FileInfo(file).Length);

        // Without the signal, a write beyond the limit fails as one to a full disk does.
        var process = group.Net.Merchants[Full].Process;
        process.Wrapper = ["/bin/sh", "-c", $"trap '' XFSZ; exec prlimit --fsize={largest + 400_000} \"$@\"", "sh"];
        // The runtime maps its code through a file of its own, far larger than the limit.
        process.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        group.Net.Launch(Full);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var code = await process.WaitForExitAsync(limit.Token);
        Assert.True(code == 74, $"exit code {code}: {process.LogTail()}");
        var log = group.Log(Full);
        Assert.Contains("failed", log, StringComparison.Ordinal);
        // Whose file it is, and what the system said of it.
        var said = log.Split('\n').Single(line => line.Contains("the replica stops", StringComparison.Ordinal));
        output.WriteLine(said);
        Assert.Contains(Path.Combine(group.Net.Merchants[Full].Folder, "data"), said, StringComparison.Ordinal);
        Assert.Matches("database or disk is full|disk I/O error", said);
        Assert.DoesNotContain("   at ", log, StringComparison.Ordinal);

        // The others go on, writing and reading.
        await load.ProgressAsync(20, "without the one whose disk is full");

        process.Wrapper = [];
        await group.Net.RestartAsync(Full);
        await load.ProgressAsync(10, "with space again");
        await load.StopAsync();
        await group.UntilEqualAsync(load.Height, All);
        await load.NothingLostAsync(All);
        Assert.Equal(0, (await group.StatusAsync(0)).EvidenceCount);
        SignedStatements.Of(group.Net).NobodyContradictsItself();
    }
}
