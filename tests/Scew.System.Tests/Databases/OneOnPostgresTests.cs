using System.Text.Json.Nodes;
using Scew.Client.DevNets;
using Scew.SystemTests.Crashes;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.Databases;

/// <summary>One merchant of four moves to PostgreSQL as an operator would do it, and then loses its server under load: it stops, and the others go on.</summary>
public sealed class OneOnPostgresTests
{
    private const int Moved = 2;
    private static readonly int[] All = [0, 1, 2, 3];

    [Fact]
    [Trait("row", "D12")]
    public async Task TheServerEndsUnderOneAndNothingIsLost()
    {
        using var files = new TempFolder();
        var (cluster, administrator) = await DevPostgres.CreateAsync(files.Path, files.File("administrator.pgpass"));
        try
        {
            string? database = null;
            await using var group = await RunningGroup.StartAsync(new GroupShape { Configure = (merchant, config) => Move(merchant, config, database) });
            await using var load = await TransferLoad.PrepareAsync(group);
            load.Start();
            await load.ProgressAsync(10, "on SQLite");

            await group.Net.StopAsync(Moved);
            database = await DatabaseAsync(group, administrator, files.File("administrator.pgpass"));
            await group.Net.RestartAsync(Moved);
            await RunningGroup.UntilAsync("it is normal on PostgreSQL", async () => (await group.StatusAsync(Moved)).State == "normal");
            await load.ProgressAsync(20, "on PostgreSQL");

            var signed = new SignedStatements();
            await signed.AddAsync(group, files, Moved);
            await DevPostgres.StopAsync(cluster, atOnce: true);
            await StopsAsync(group);
            await load.ProgressAsync(20, "without the one whose server is gone");
            // Without a server its next start ends at once, and signs nothing.
            (await SiloRun.RunAsync(Path.Combine(group.Net.Merchants[Moved].Folder, "silo.json"))).Refused(74, database.Split('@')[1], "Connection refused");

            await DevPostgres.StartAsync(cluster);
            await group.Net.RestartAsync(Moved);
            await load.ProgressAsync(10, "with its server again");
            await load.StopAsync();
            await group.UntilEqualAsync(load.Height, All);
            await load.NothingLostAsync(All);
            await signed.AddAsync(group, files, All);
            signed.NobodyContradictsItself();
            Assert.All(await Task.WhenAll(All.Select(group.StatusAsync)), status => Assert.Equal(("normal", 0), (status.State, status.EvidenceCount)));
        }
        finally
        {
            await DevPostgres.RemoveAsync(cluster);
        }
    }

    /// <summary>Exit code 74 and one clear sentence; a customer who asks meanwhile is sent elsewhere.</summary>
    private static async Task StopsAsync(RunningGroup group)
    {
        var process = group.Net.Merchants[Moved].Process;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (process.IsRunning && !limit.IsCancellationRequested)
        {
            try
            {
                var answer = await group.GetAsync("/v1/receipts/" + group.Genesis, Moved);
                Assert.True(answer.Status is 503 or 404, $"{answer.Status}");
            }
            catch (HttpRequestException)
            {
                break;
            }
        }
        var code = await process.WaitForExitAsync(limit.Token);
        Assert.True(code == 74, $"exit code {code}: {process.LogTail()}");
        var log = group.Log(Moved);
        Assert.Contains(log.Split('\n'), line => line.Contains(" crit: ", StringComparison.Ordinal) && line.Contains("moved", StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", log, StringComparison.Ordinal);
    }

    private static void Move(int merchant, JsonObject config, string? database)
    {
        if (merchant == Moved && database is not null)
        {
            config.Remove("data");
            config["database"] = database;
            config["databasePasswordFile"] = "pgpass";
        }
    }

    private static async Task<string> DatabaseAsync(RunningGroup group, string administrator, string administratorPassword)
    {
        var folder = group.Net.Merchants[Moved].Folder;
        var password = Path.Combine(folder, "pgpass");
        var database = $"postgres://moved@{administrator.Split('@')[1].Replace("/postgres", "/moved", StringComparison.Ordinal)}";
        var made = await SiloRun.StartAsync(
            "provision", "moved", "--administrator", administrator, "--administrator-password-file", administratorPassword, "--database-password-file", password);
        Assert.True(made.ExitCode == 0, made.Error);
        var recovered = await SiloRun.StartAsync([.. Recovering.At(group, folder), "--database", database, "--database-password-file", password]);
        Assert.True(recovered.ExitCode == 0, recovered.Error);
        return database;
    }
}
