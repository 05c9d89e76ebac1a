using Scew.Client.DevNets;
using Scew.SystemTests.Crashes;
using Scew.SystemTests.Databases;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.Roles;

/// <summary>A second process of one merchant waits for the first one's end and goes on in its place, over one database: nothing is lost, and the two never contradict each other.</summary>
public sealed class StandbyTests
{
    private const int Doubled = 1;
    private static readonly int[] All = [0, 1, 2, 3];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("row", "A17")]
    public async Task AStandbyTakesOverFromAProcessThatDies(bool onPostgres)
    {
        await using var group = await RunningGroup.StartAsync(new GroupShape { OnPostgres = onPostgres });
        await using var load = await TransferLoad.PrepareAsync(group);
        load.Start();
        using var standby = Other(group, "standby");
        using var third = Other(group, "third");
        try
        {
            standby.Start();
            await StandsByAsync(standby);
            await load.ProgressAsync(20, "while it stands by");

            // The first one ends in the middle of work; the second one's customers wait for it, and the others serve them.
            group.Net.Kill(Doubled);
            await RunningGroup.UntilAsync("it takes over", () => IsNormalAsync(group));
            Assert.Contains("this process takes over", standby.LogTail(100), StringComparison.Ordinal);
            await load.ProgressAsync(40, "after it took over");
            await load.StopAsync();
            await group.UntilEqualAsync(load.Height, All);
            await load.NothingLostAsync(All);
            Assert.All(await Task.WhenAll(All.Select(group.StatusAsync)), status => Assert.Equal(("normal", 0), (status.State, status.EvidenceCount)));

            // Once more, in order: the one that runs is asked to stop, and another one stands by meanwhile.
            third.Start();
            await StandsByAsync(third);
            Assert.Equal(0, await standby.StopAsync());
            await RunningGroup.UntilAsync("the third one runs", () => IsNormalAsync(group));
        }
        finally
        {
            standby.Kill();
            third.Kill();
        }
        using var files = new TempFolder();
        var signed = new SignedStatements();
        await signed.AddAsync(group, files, All);
        signed.NobodyContradictsItself();
    }

    /// <summary>Nobody asks for anything, so nothing is written: the one that lost its lock has to find out by itself, and whoever stands by must not give up when the server does.</summary>
    [Fact]
    [Trait("row", "A17")]
    [Trait("row", "D12")]
    public async Task AnIdleOneThatLosesItsServerEndsAndTheStandbyWaitsForTheServer()
    {
        await using var group = await RunningGroup.StartAsync(new GroupShape { OnPostgres = true, OnSqlite = "acd" });
        using var standby = Other(group, "standby");
        try
        {
            standby.Start();
            await StandsByAsync(standby);
            await DevPostgres.StopAsync(group.Net.Cluster!, atOnce: true);
            await RunningGroup.UntilAsync("the one that runs ends", () => Task.FromResult(!group.Net.Merchants[Doubled].Process.IsRunning));
            await RunningGroup.UntilAsync("the standby says why it waits", () => Task.FromResult(standby.LogTail(5).Contains("still standing by", StringComparison.Ordinal)));
            Assert.True(standby.IsRunning);
            await DevPostgres.StartAsync(group.Net.Cluster!);
            await RunningGroup.UntilAsync("it takes over", () => IsNormalAsync(group));
        }
        finally
        {
            standby.Kill();
        }
    }

    [Fact]
    public async Task OneThatStandsByStopsWhenItIsToldTo()
    {
        await using var group = await RunningGroup.StartAsync();
        using var standby = Other(group, "standby");
        try
        {
            standby.Start();
            await StandsByAsync(standby);
            Assert.Equal(0, await standby.StopAsync());
            Assert.Equal("normal", (await group.StatusAsync(Doubled)).State);
        }
        finally
        {
            standby.Kill();
        }
        // Without the word, a second process is refused at once, as ever.
        (await SiloRun.RunAsync(Path.Combine(group.Net.Merchants[Doubled].Folder, "silo.json"))).Refused(1, "in use by another process");
    }

    // Between two processes nobody listens.
    private static async Task<bool> IsNormalAsync(RunningGroup group)
    {
        try
        {
            return (await group.StatusAsync(Doubled)).State == "normal";
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static SiloProcess Other(RunningGroup group, string name)
    {
        var folder = group.Net.Merchants[Doubled].Folder;
        return new SiloProcess(SiloProgram.Find(), Path.Combine(folder, "silo.json"), Path.Combine(folder, name + ".log")) { Options = ["--standby"] };
    }

    private static Task StandsByAsync(SiloProcess process) => RunningGroup.UntilAsync(
        "it stands by", () => Task.FromResult(process.LogTail(5).Contains("standing by: another process of this merchant has the database", StringComparison.Ordinal)));
}
