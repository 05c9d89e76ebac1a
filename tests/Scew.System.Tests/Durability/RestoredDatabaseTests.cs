using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Scew.SystemTests.Crashes;
using Scew.SystemTests.Support;
using Xunit.Abstractions;

namespace Scew.SystemTests.Durability;

/// <summary>A merchant whose database is older than what its key signed says nothing until the others told it what it may have said.</summary>
public sealed class RestoredDatabaseTests(ITestOutputHelper output)
{
    /// <summary>Points on the way of a rejoin, killed at here.</summary>
    internal static readonly string[] CrashPoints = ["settle-before-commit"];

    private const int Restored = 3;
    private static readonly int[] All = [0, 1, 2, 3];

    [Fact]
    [Trait("row", "D8")]
    public async Task ACopyFromBeforeIsSilentUntilTheOthersAnswered()
    {
        var rounds = LongRun.Of("D8", 2, 100);
        await using var group = await RunningGroup.StartAsync(new GroupShape { Proxied = true, Program = CrashBuild.Program });
        await using var load = await TransferLoad.PrepareAsync(group);
        using var copies = new TempFolder();
        var statements = new SignedStatements();
        var data = Path.Combine(group.Net.Merchants[Restored].Folder, "data");
        load.Start();
        for (var round = 1; round <= rounds; round++)
        {
            await load.ProgressAsync(20, $"before the copy of round {round}");
            await group.Net.StopAsync(Restored);
            Copy(data, copies.File($"old-{round}"));
            await group.Net.RestartAsync(Restored);
            await load.ProgressAsync(LongRun.Of("D8", 60, 500), "after the copy");
            group.Net.Kill(Restored);
            // What it signed since is known to this test and to the others, and to the restored database it is not.
            Copy(data, copies.File($"new-{round}"));
            statements.ReadFolder(copies.File($"new-{round}"));
            var newest = HighestView(copies.File($"new-{round}"));
            Directory.Delete(data, recursive: true);
            Copy(copies.File($"old-{round}"), data);
            await ComesBackAsync(group, data, newest, round);
            await load.ProgressAsync(20, "after the return");
        }
        await load.StopAsync();
        await group.UntilEqualAsync(load.Height, All);
        await load.NothingLostAsync(All);
        statements.ReadGroup(group.Net);
        statements.NobodyContradictsItself();
        foreach (var merchant in All)
        {
            Assert.Equal(0, (await group.StatusAsync(merchant)).EvidenceCount);
        }
    }

    private async Task ComesBackAsync(RunningGroup group, string data, long newest, int round)
    {
        // Alone it cannot ask anybody, so it stays in doubt and signs nothing.
        foreach (var other in All.Where(other => other != Restored))
        {
            group.Links.Between(Restored, other).Cut();
        }
        var votes = Votes(data);
        group.Net.Launch(Restored);
        await RunningGroup.UntilAsync("it says that it is in doubt", async () => await StateAsync(group) == "suspect");
        await Task.Delay(TimeSpan.FromSeconds(1));
        Assert.Equal(votes, Votes(data));
        if (round == 1)
        {
            // Killed when the answers are there and the end of its doubt is not written: it has to ask again.
            group.Net.Kill(Restored);
            group.Net.Merchants[Restored].Process.Environment["SCEW_CRASH_AT"] = CrashPoints[0];
            group.Links.Heal();
            group.Net.Launch(Restored);
            await KilledAsync(group);
            group.Net.Merchants[Restored].Process.Environment.Remove("SCEW_CRASH_AT");
            group.Net.Launch(Restored);
        }
        var healed = Stopwatch.GetTimestamp();
        group.Links.Heal();
        await RunningGroup.UntilAsync("it votes again", async () => await StateAsync(group) == "normal");
        output.WriteLine($"round {round}: votes again {Stopwatch.GetElapsedTime(healed).TotalSeconds:F1} s after the links came back");
        Assert.True(Floor(data) >= newest, $"it votes again above view {Floor(data)}, and its key signed up to view {newest}");
    }

    private static async Task KilledAsync(RunningGroup group)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        try
        {
            Assert.Equal(137, await group.Net.Merchants[Restored].Process.WaitForExitAsync(limit.Token));
        }
        catch (OperationCanceledException)
        {
            var all = await Task.WhenAll(All.Select(group.StatusAsync));
            Assert.Fail("its doubt does not end: " + string.Join("; ", all.Select(one => $"{one.Merchant} {one.State} view {one.View} final {one.FinalHeight} executed {one.ExecutedHeight} {one.Reason}")));
        }
    }

    private static async Task<string> StateAsync(RunningGroup group)
    {
        try
        {
            return (await group.StatusAsync(Restored)).State;
        }
        catch (HttpRequestException)
        {
            // It is starting.
            return "";
        }
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }

    private static long Votes(string folder) => Number(folder, "SELECT count(*) FROM votes");

    private static long HighestView(string folder) => Number(folder, "SELECT coalesce(max(view), 0) FROM votes");

    private static long Floor(string folder) => Number(folder, "SELECT floor FROM lease");

    private static long Number(string folder, string query)
    {
        var file = Directory.EnumerateFiles(folder, "replica.*.db").Order(StringComparer.Ordinal).Last();
        using var database = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        database.Open();
        using var command = database.CreateCommand();
        command.CommandText = query;
        return (long)command.ExecuteScalar()!;
    }
}
