using System.Globalization;
using System.Text.Json.Nodes;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.Start;

/// <summary>init, recover, backup, restore and audit, as an operator types them.</summary>
[Collection(ThreeOfFour.Name)]
[Trait("row", "D9")]
public sealed class DatabaseCommandTests(ThreeOfFour three)
{
    private readonly RunningGroup _group = three.Group;

    private string Folder => _group.Net.Merchants[ThreeOfFour.Down].Folder;

    private string Config => Path.Combine(Folder, "silo.json");

    [Fact]
    public async Task LostDiskIsRecoveredAndNeverInitialisedAgain()
    {
        var (data, lost) = (Path.Combine(Folder, "data"), Path.Combine(Folder, "lost"));
        Directory.Move(data, lost);
        try
        {
            (await SiloRun.RunAsync(Config)).Refused(74, "recover", "never 'init'");
            (await MakeAsync("init", "--data", data)).Refused(1, "recover", "witness");
            Assert.Equal(0, (await MakeAsync("recover", "--database", "sqlite://" + data)).ExitCode);
            await _group.Net.RestartAsync(ThreeOfFour.Down);
            var (_, wallet) = await _group.NewWalletAsync(4);
            await RunningGroup.UntilAsync("the recovered merchant is normal and has what the others have", async () =>
                await _group.StatusAsync(ThreeOfFour.Down) is { State: "normal" } status && status.ExecutedHeight >= (await _group.StatusAsync(0)).ExecutedHeight);
            Assert.Equal(4, await _group.BalanceAsync(wallet, ThreeOfFour.Down));
        }
        finally
        {
            await _group.Net.StopAsync(ThreeOfFour.Down);
        }
        (await MakeAsync("init", "--data", data)).Refused(1, "recover");
    }

    [Fact]
    [Trait("row", "D8")]
    public async Task BackupOfARunningSiloIsCompleteAndItsRestoreVotesOnlyAfterAsking()
    {
        var backup = Path.Combine(Folder, "online.backup");
        await _group.Net.RestartAsync(ThreeOfFour.Down);
        try
        {
            Assert.Equal(0, (await SiloRun.StartAsync("backup", backup, "--config", Config)).ExitCode);
            (await SiloRun.StartAsync("backup", backup, "--config", Config)).Refused(2, "exists already");
            Assert.Equal(0, (await SiloRun.StartAsync("audit", "--config", Config)).ExitCode);
            (await SiloRun.StartAsync("restore", backup, "--config", Config)).Refused(1, "in use");
            await _group.NewWalletAsync(1);
        }
        finally
        {
            await _group.Net.StopAsync(ThreeOfFour.Down);
        }
        Assert.Equal(0, (await SiloRun.StartAsync("audit", backup, "--config", Config)).ExitCode);
        var half = await File.ReadAllBytesAsync(backup);
        await File.WriteAllBytesAsync(backup + ".half", half[..(half.Length / 2)]);
        (await SiloRun.StartAsync("audit", backup + ".half", "--config", Config)).Refused(74, "damaged", ".half");
        (await SiloRun.StartAsync("restore", backup + ".half", "--config", Config)).Refused(74);
        (await SiloRun.StartAsync("restore", Path.Combine(Folder, "none"), "--config", Config)).Refused(1, "no backup");

        var restored = await SiloRun.StartAsync("restore", backup, "--config", Config);
        Assert.True(restored.ExitCode == 0, restored.Error);
        await _group.Net.RestartAsync(ThreeOfFour.Down);
        await RunningGroup.UntilAsync("the restored merchant is normal", async () => (await _group.StatusAsync(ThreeOfFour.Down)).State == "normal");
        await _group.Net.StopAsync(ThreeOfFour.Down);
    }

    [Theory]
    [InlineData("mysql://u@h/d", "sqlite://FOLDER or postgres://")]
    [InlineData("postgres://u:secret@127.0.0.1:1/d", "password")]
    [InlineData("postgres://127.0.0.1:1/d", "user")]
    [InlineData("sqlite://", "folder")]
    public async Task WrongDatabaseAddress(string database, string word)
    {
        var run = await MakeAsync("recover", "--database", database);
        run.Refused(2, word);
        Assert.DoesNotContain("secret", run.Error, StringComparison.Ordinal);
        (await RunWithAsync("database", database)).Refused(2, word);
    }

    [Fact]
    public async Task UnreachablePostgresEndsTheStartWithAMessage() =>
        (await RunWithAsync("unreachable", "postgres://scew@127.0.0.1:1/scew")).Refused(74, "127.0.0.1:1");

    [Fact]
    public async Task BothAndNoneOfTheDatabaseOptions()
    {
        (await MakeAsync("recover", "--data", "a", "--database", "sqlite://b")).Refused(2, "--database");
        (await MakeAsync("recover")).Refused(2, "--database");
    }

    private Task<SiloRun> MakeAsync(string command, params string[] options) => SiloRun.StartAsync(
    [
        command, "--genesis", Path.Combine(_group.Net.Folder, "genesis.json"), "--key", Path.Combine(Folder, "signing.key.json"),
        "--passphrase-file", Path.Combine(Folder, "passphrase"), .. options,
    ]);

    private async Task<SiloRun> RunWithAsync(string name, string database)
    {
        var config = JsonNode.Parse(await File.ReadAllTextAsync(Config))!.AsObject();
        config.Remove("data");
        config["database"] = database;
        var path = Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"silo-{name}.json"));
        await File.WriteAllTextAsync(path, config.ToJsonString());
        return await SiloRun.RunAsync(path);
    }
}
