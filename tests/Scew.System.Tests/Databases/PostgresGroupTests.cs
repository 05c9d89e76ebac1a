using System.Globalization;
using System.Text.Json.Nodes;
using Scew.Client.DevNets;
using Scew.SystemTests.Crashes;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.Databases;

/// <summary>A group whose four merchants keep everything in PostgreSQL, each in a database and with a role of its own.</summary>
public sealed class PostgresGroupTests(PostgresGroup shared) : IClassFixture<PostgresGroup>
{
    private static readonly int[] All = [0, 1, 2, 3];
    private readonly RunningGroup _group = shared.Group;

    [Fact]
    [Trait("row", "D2")]
    public async Task AllKilledAtOnceUnderLoad()
    {
        await using var load = await TransferLoad.PrepareAsync(_group);
        load.Start();
        for (var round = 1; round <= LongRun.Of("D2-postgres", 1, 20); round++)
        {
            await load.ProgressAsync(10, $"before round {round}");
            Array.ForEach(All, _group.Net.Kill);
            Array.ForEach(All, merchant => _group.Net.Launch(merchant));
            await load.ProgressAsync(5, $"after round {round}");
        }
        await CheckAsync(load);
    }

    [Fact]
    [Trait("row", "D12")]
    public async Task TheServerEndsUnderAllOfThem()
    {
        await using var load = await TransferLoad.PrepareAsync(_group);
        load.Start();
        await load.ProgressAsync(10, "before the server ends");
        await DevPostgres.StopAsync(_group.Net.Cluster!, atOnce: true);
        foreach (var merchant in All)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            var code = await _group.Net.Merchants[merchant].Process.WaitForExitAsync(limit.Token);
            Assert.True(code == 74, $"exit code {code}: {_group.Net.Merchants[merchant].Process.LogTail()}");
        }
        await DevPostgres.StartAsync(_group.Net.Cluster!);
        Array.ForEach(All, merchant => _group.Net.Launch(merchant));
        await load.ProgressAsync(5, "after the server's return");
        await CheckAsync(load);
    }

    [Fact]
    public async Task TheDoctorLooksAtTheServerWhileTheSiloRuns()
    {
        var run = await SiloRun.StartAsync("doctor", "--config", Path.Combine(_group.Net.Merchants[0].Folder, "silo.json"), "--json");
        var checks = JsonNode.Parse(run.Output)!["checks"]!.AsArray();
        var database = Assert.Single(checks, one => one!["name"]!.ToString() == "database")!;
        Assert.Equal("ok", database["state"]!.ToString());
        Assert.Contains("synchronous_commit on, fsync on, full_page_writes on", database["message"]!.ToString(), StringComparison.Ordinal);
        Assert.All(checks.Where(one => one!["name"]!.ToString() == "ports"), one => Assert.Contains("running silo's", one!["message"]!.ToString(), StringComparison.Ordinal));
        Assert.True(run.ExitCode == 0, run.Output);
    }

    [Fact]
    [Trait("row", "D12")]
    public async Task AServerThatIsNotThereOrRefusesIsSaidAtTheStart()
    {
        var merchant = _group.Net.Merchants[3];
        await _group.Net.StopAsync(3);
        try
        {
            var unreachable = string.Create(CultureInfo.InvariantCulture, $"postgres://scew@127.0.0.1:{FreePorts.Pick(1)[0]}/scew");
            (await RunAsync(merchant, "unreachable", config => config["database"] = unreachable)).Refused(74, unreachable, "Connection refused");

            var password = Path.Combine(merchant.Folder, "wrong.pgpass");
            await File.WriteAllTextAsync(password, "*:*:*:*:wrong\n");
            (await RunAsync(merchant, "loose", config => config["databasePasswordFile"] = "wrong.pgpass")).Refused(2, "others may read", "chmod 600");
            TempFolder.OnlyForOwner(password);
            (await RunAsync(merchant, "wrong", config => config["databasePasswordFile"] = "wrong.pgpass")).Refused(74, "password authentication failed");

            // The right password does not open another merchant's database.
            var own = (await File.ReadAllTextAsync(Path.Combine(merchant.Folder, "pgpass"))).Trim().Split(':')[^1];
            await File.WriteAllTextAsync(password, $"*:*:*:*:{own}\n");
            var foreign = $"postgres://{new Uri(_group.Net.Databases[3]).UserInfo}@{_group.Net.Databases[0].Split('@')[1]}";
            (await RunAsync(merchant, "foreign", config =>
            {
                config["database"] = foreign;
                config["databasePasswordFile"] = "wrong.pgpass";
            })).Refused(74, "permission denied");
        }
        finally
        {
            await _group.Net.RestartAsync(3);
        }
    }

    [Fact]
    [Trait("row", "D13")]
    public async Task ASecondProcessIsRefused()
    {
        var run = await RunAsync(_group.Net.Merchants[0], "second", config =>
        {
            config["httpListen"] = "http://127.0.0.1:0";
            config["peerListen"] = "127.0.0.1:0";
        });
        run.Refused(1, _group.Net.Databases[0].Split('@')[1], "in use");
        Assert.Equal("normal", (await _group.StatusAsync(0)).State);
    }

    private static async Task<SiloRun> RunAsync(DevMerchant merchant, string name, Action<JsonObject> change)
    {
        var config = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(merchant.Folder, "silo.json")))!.AsObject();
        change(config);
        var path = Path.Combine(merchant.Folder, $"silo-{name}.json");
        await File.WriteAllTextAsync(path, config.ToJsonString());
        return await SiloRun.RunAsync(path);
    }

    private async Task CheckAsync(TransferLoad load)
    {
        await load.StopAsync();
        await _group.UntilEqualAsync(load.Height, All);
        await load.NothingLostAsync(All);
        foreach (var merchant in All)
        {
            var status = await _group.StatusAsync(merchant);
            Assert.True(status is { State: "normal", EvidenceCount: 0 }, $"{status.Merchant}: {status.State} {status.Reason}, evidence {status.EvidenceCount}");
        }
        using var backups = new TempFolder();
        var statements = new SignedStatements();
        await statements.AddAsync(_group, backups, All);
        statements.NobodyContradictsItself();
    }
}
