using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Scew.Protocol.Groups;
using Scew.SystemTests.Support;
using Xunit.Abstractions;

namespace Scew.SystemTests.Start;

/// <summary>Starts that must fail: an exit code, one clear line, and nothing lost.</summary>
[Collection(ThreeOfFour.Name)]
public sealed class RefusedStartTests(ThreeOfFour three, ITestOutputHelper output)
{
    private readonly RunningGroup _group = three.Group;

    private string Folder => _group.Net.Merchants[ThreeOfFour.Down].Folder;

    [Fact]
    public async Task MissingGenesis()
    {
        var run = await RunAsync("missing-genesis", config => config["genesis"] = "nowhere.json");
        run.Refused(2, "there is no genesis file", "nowhere.json");
    }

    [Fact]
    public async Task GarbageGenesis()
    {
        await File.WriteAllTextAsync(Path.Combine(Folder, "garbage.json"), "{\"genesis\":[1,2,");
        var run = await RunAsync("garbage-genesis", config => config["genesis"] = "garbage.json");
        run.Refused(2, "garbage.json", "is no genesis file of a group");
    }

    [Fact]
    [Trait("row", "E12")]
    public async Task ForeignGenesisForAnExistingDatabase()
    {
        var document = _group.Net.Genesis.Document with { Salt = _group.Net.Keys.Salt("another group") };
        var file = GenesisFile.Unsigned(document);
        for (var member = 0; member < document.Merchants.Length; member++)
        {
            using var key = _group.Net.Keys.Signing("merchant/" + document.Merchants[member].Name);
            file = file.With(member, key.Sign(document.ConsentBytes()));
        }
        await File.WriteAllBytesAsync(Path.Combine(Folder, "foreign.json"), file.Encode());
        var started = Stopwatch.GetTimestamp();
        var run = await RunAsync("foreign-genesis", config => config["genesis"] = "foreign.json");
        output.WriteLine($"refused {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s after its start");
        run.Refused(1, "data", _group.Genesis.ToString(), document.Hash().ToString());
    }

    [Fact]
    [Trait("row", "E12")]
    public async Task GenesisWithoutAllConsents()
    {
        await File.WriteAllBytesAsync(Path.Combine(Folder, "unsigned.json"), GenesisFile.Unsigned(_group.Net.Genesis.Document).Encode());
        var run = await RunAsync("unsigned-genesis", config => config["genesis"] = "unsigned.json");
        run.Refused(2, "unsigned.json", "the consent of a, b, c, d is missing");
        var data = Path.Combine(Folder, "never-made");
        (await SiloRun.StartAsync("init", "--genesis", Path.Combine(Folder, "unsigned.json"), "--key", Path.Combine(Folder, "signing.key.json"), "--passphrase-file", Path.Combine(Folder, "passphrase"), "--data", data))
            .Refused(2, "unsigned.json", "the consent of a, b, c, d is missing");
        Assert.False(Directory.Exists(data));
    }

    [Fact]
    [Trait("row", "D5")]
    [Trait("row", "D7")]
    public async Task DamageAtRestIsFoundBeforeAnythingIsSigned()
    {
        await FilledAsync();
        await DamagedAsync("block", Sql("DELETE FROM blocks WHERE height = 1"));
        await DamagedAsync("lease", Sql("UPDATE lease SET lease = lease + 1"));
        await DamagedAsync("half", file => Cut(file, new FileInfo(file).Length / 2));
        await DamagedAsync("page", file => Cut(file, new FileInfo(file).Length - 8192));

        // What a register holds is known by the state root alone, which the ledger computes when it is loaded: after the links are up, and before the replica starts.
        var edited = await WithDataAsync("register", Sql("UPDATE registers SET bytes = substr(bytes, 1, length(bytes) - 1) || x'5A' WHERE id = (SELECT min(id) FROM registers)"));
        Assert.True(edited.ExitCode == 74, edited.Error);
        Assert.Contains("The stored registers do not lead to the state root", edited.Error, StringComparison.Ordinal);
        Assert.Contains("Nothing more is signed from it. 'scew-silo recover'", edited.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("starts at final height", edited.Error, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("row", "D5")]
    public async Task ADatabaseThatLostEverythingIsNotTakenForANewOne()
    {
        await FilledAsync();
        (await WithDataAsync("empty", file => Cut(file, 0))).Refused(74, "empty", "this key has voted", "recover");
    }

    [Fact]
    [Trait("row", "E7")]
    public async Task ASchemaOfANewerProgramOrOfAnotherText()
    {
        await FilledAsync();
        (await WithDataAsync("newer", Sql("INSERT INTO schema_version (version, name, hash) SELECT max(version) + 1, 'later', zeroblob(32) FROM schema_version")))
            .Refused(1, "schema version", "a newer program wrote it");
        (await WithDataAsync("other", Sql("UPDATE schema_version SET hash = zeroblob(32) WHERE version = 2"))).Refused(1, "another text of migration");
    }

    [Fact]
    public async Task WrongPassphrase()
    {
        var path = Path.Combine(Folder, "wrong-passphrase");
        await File.WriteAllTextAsync(path, "not the passphrase\n");
        TempFolder.OnlyForOwner(path);
        var run = await RunAsync("wrong", config => config["passphraseFile"] = "wrong-passphrase");
        run.Refused(4, "signing.key.json", "passphrase");
    }

    [Fact]
    [Trait("row", "C18")]
    public async Task TooFewDescriptors()
    {
        if (OperatingSystem.IsLinux())
        {
            var run = await SiloRun.StartAsync(["prlimit", "--nofile=256:256"], ["run", "--config", Path.Combine(Folder, "silo.json")]);
            run.Refused(1, "only 256 files and connections", "ulimit -n");
        }
    }

    [Fact]
    public async Task DataFolderWithoutInit()
    {
        var run = await RunAsync("empty-data", config => config["data"] = "nothing-here");
        run.Refused(74, "nothing-here", "this key has voted", "recover");
        Assert.False(Directory.Exists(Path.Combine(Folder, "nothing-here")));
    }

    [Fact]
    public async Task MissingAndGarbageKeyFile()
    {
        await File.WriteAllTextAsync(Path.Combine(Folder, "garbage.key.json"), "{}");
        TempFolder.OnlyForOwner(Path.Combine(Folder, "garbage.key.json"));
        (await RunAsync("missing-key", config => config["key"] = "no-such.key.json")).Refused(4, "no-such.key.json");
        (await RunAsync("garbage-key", config => config["key"] = "garbage.key.json")).Refused(4, "garbage.key.json");
    }

    [Fact]
    [Trait("row", "D13")]
    public async Task SecondProcessOnTheSameDataFolder()
    {
        // Merchant a runs: a second process with its files and other ports must end, and a must go on.
        var running = _group.Net.Merchants[0].Folder;
        var config = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(running, "silo.json")))!;
        config["httpListen"] = "http://127.0.0.1:0";
        config["peerListen"] = "127.0.0.1:0";
        var path = Path.Combine(running, "second.json");
        await File.WriteAllTextAsync(path, config.ToJsonString());

        var run = await SiloRun.RunAsync(path);

        run.Refused(1, Path.Combine(running, "data"));
        Assert.True(_group.Net.Merchants[0].Process.IsRunning);
        var (_, wallet) = await _group.NewWalletAsync(3);
        Assert.Equal(3, await _group.BalanceAsync(wallet));
        Assert.Equal("normal", (await _group.StatusAsync(0)).State);
    }

    [Theory]
    [InlineData("httpListen", "http://127.0.0.1:")]
    [InlineData("peerListen", "127.0.0.1:")]
    public async Task PortInUse(string member, string prefix)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        var run = await RunAsync("port-" + member, config => config[member] = prefix + port);
        run.Refused(1, "127.0.0.1:" + port);
    }

    [Theory]
    [InlineData("colour", "blue", "colour")]
    [InlineData("peerListen", "somewhere", "peerListen")]
    [InlineData("httpListen", "ftp://127.0.0.1:1", "httpListen")]
    [InlineData("httpListen", "http://0.0.0.0:8080", "plain http is for loopback addresses only")]
    [InlineData("httpListen", "https://127.0.0.1:8443", "certificate")]
    [InlineData("logLevel", "loud", "logLevel")]
    public async Task WrongConfiguration(string member, string value, string word)
    {
        var run = await RunAsync("configuration", config => config[member] = value);
        run.Refused(2, word);
    }

    [Fact]
    public async Task UnknownLie()
    {
        var run = await RunAsync("unknown-lie", config => config["lie"] = new JsonArray("flatter"));
        run.Refused(2, "flatter", "equivocate");
    }

    [Fact]
    public async Task MissingOrBrokenConfigurationFile()
    {
        (await SiloRun.RunAsync(Path.Combine(Folder, "no-such.json"))).Refused(2, "no-such.json");
        var broken = Path.Combine(Folder, "broken.json");
        await File.WriteAllTextAsync(broken, "{\"genesis\": ");
        (await SiloRun.RunAsync(broken)).Refused(2, "broken.json");
    }

    [Fact]
    public async Task LinkKeyOfAnotherMerchant()
    {
        var other = Path.Combine(_group.Net.Merchants[0].Folder, "link.key.json");
        var run = await RunAsync("link", config => config["linkKey"] = other);
        run.Refused(2, "is not the one that the genesis file pins");
    }

    [Fact]
    public async Task SecondInitIsRefusedAndKeepsTheDatabase()
    {
        var before = Directory.GetFiles(Path.Combine(Folder, "data")).Order(StringComparer.Ordinal).ToList();
        var run = await SiloRun.StartAsync(
            "init", "--genesis", Path.Combine(_group.Net.Folder, "genesis.json"), "--key", Path.Combine(Folder, "signing.key.json"),
            "--passphrase-file", Path.Combine(Folder, "passphrase"), "--data", Path.Combine(Folder, "data"));

        run.Refused(1, "signing.key.json.witness", "recover");
        Assert.Equal(before, Directory.GetFiles(Path.Combine(Folder, "data")).Order(StringComparer.Ordinal));
    }

    /// <summary>The merchant that is down has a wallet in its database.</summary>
    private async Task FilledAsync()
    {
        await _group.Net.RestartAsync(ThreeOfFour.Down);
        try
        {
            await _group.NewWalletAsync(1);
            var height = (await _group.StatusAsync(0)).ExecutedHeight;
            await RunningGroup.UntilAsync("it executed that", async () => (await _group.StatusAsync(ThreeOfFour.Down)).ExecutedHeight >= height);
        }
        finally
        {
            await _group.Net.StopAsync(ThreeOfFour.Down);
        }
    }

    private async Task DamagedAsync(string name, Action<string> damage)
    {
        var run = await WithDataAsync(name, damage);
        output.WriteLine($"{name}: {run.Error.TrimEnd()}");
        run.Refused(74, "scew-silo recover", "Nothing more is signed");
    }

    /// <summary>A start over a copy of the database to which something was done.</summary>
    private async Task<SiloRun> WithDataAsync(string name, Action<string> damage)
    {
        var copy = Directory.CreateDirectory(Path.Combine(Folder, "data-" + name)).FullName;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Folder, "data")))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)), overwrite: true);
        }
        damage(Directory.EnumerateFiles(copy, "replica.*.db").Order(StringComparer.Ordinal).Last());
        return await RunAsync("data-" + name, config => config["data"] = "data-" + name);
    }

    private static Action<string> Sql(string statement) => file =>
    {
        using var database = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false, ForeignKeys = false }.ToString());
        database.Open();
        using var command = database.CreateCommand();
        command.CommandText = statement;
        Assert.Equal(1, command.ExecuteNonQuery());
    };

    private static void Cut(string file, long length)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Write);
        stream.SetLength(length);
    }

    private async Task<SiloRun> RunAsync(string name, Action<JsonNode> change)
    {
        var config = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Folder, "silo.json")))!;
        change(config);
        var path = Path.Combine(Folder, $"silo-{name}.json");
        await File.WriteAllTextAsync(path, config.ToJsonString());
        return await SiloRun.RunAsync(path);
    }
}
