using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Scew.Keys;
using Scew.Keys.Files;
using Scew.Protocol.Groups;

namespace Scew.Client.DevNets;

/// <summary>Folders of a development group: <c>genesis.json</c>, and for each merchant configuration, encrypted keys, passphrase, log and database.</summary>
internal static class DevNetFiles
{
    // The keys come from a public seed: encrypting them shows the real form of a merchant's folder and hides nothing.
    private const string PassphraseText = "development";
    private const string PasswordFile = "pgpass";
    private const string ModuleKeyFile = "module.key.json";

    public static string FolderOf(string root, string merchant) => Path.Combine(Path.GetFullPath(root), "merchant-" + merchant);

    public static string ConfigPath(string folder) => Path.Combine(folder, "silo.json");

    public static string GenesisPath(string root) => Path.Combine(Path.GetFullPath(root), "genesis.json");

    public static GenesisFile ReadGenesis(string root)
    {
        var (parsed, file) = GenesisFile.Parse(File.ReadAllBytes(GenesisPath(root)));
        return file ?? throw new DevNetException($"{GenesisPath(root)}: {parsed.Message}");
    }

    public static async Task WriteAllAsync(
        DevNetOptions options, SiloProgram program, DevKeys keys, GenesisFile genesis, DevNetState state, CancellationToken cancellation)
    {
        Directory.CreateDirectory(options.Folder);
        await File.WriteAllBytesAsync(GenesisPath(options.Folder), genesis.Encode(), cancellation);
        // One after the other: the first that a server refuses ends it.
        foreach (var merchant in state.Merchants.Where(merchant => merchant.Database is not null))
        {
            await ProvisionAsync(options, program, state, merchant, cancellation);
        }
        await Task.WhenAll(state.Merchants.Select(merchant => Task.Run(() => WriteMerchantAsync(options, program, keys, merchant, cancellation), cancellation)));
    }

    /// <summary>Names a database for each merchant, on the server that the options name or in a cluster that is made and started.</summary>
    public static async Task<DevNetState> PlanDatabasesAsync(DevNetOptions options, DevNetState state)
    {
        var server = options.Postgres!;
        string? cluster = null;
        if (server.Length == 0)
        {
            Directory.CreateDirectory(options.Folder);
            (cluster, server) = await DevPostgres.CreateAsync(options.Folder, AdministratorPassword(options.Folder));
        }
        // Others may have groups on the same server.
        var group = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        var merchants = state.Merchants.Select(merchant =>
            options.IsOnPostgres(merchant.Name) ? merchant with { Database = DatabaseOf(new Uri(server), $"scew_{group}_{merchant.Name}") } : merchant);
        return state with { Merchants = [.. merchants], Cluster = cluster, Server = options.Postgres, Administrator = server };
    }

    public static void WriteConfig(DevNetOptions options, DevMerchantState state, string folder, IReadOnlyList<string> lies)
    {
        var config = new JsonObject
        {
            ["genesis"] = "../genesis.json",
            ["data"] = "data",
            ["key"] = "signing.key.json",
            ["linkKey"] = "link.key.json",
            ["passphraseFile"] = "passphrase",
            ["peerListen"] = "127.0.0.1:" + state.PeerPort.ToString(CultureInfo.InvariantCulture),
            ["httpListen"] = state.Url,
            ["hosts"] = new JsonArray(),
            ["lie"] = new JsonArray([.. lies.Select(lie => (JsonNode?)JsonValue.Create(lie))]),
            ["logLevel"] = options.LogLevel,
            ["maxConnections"] = 2048,
            // Everybody in a development group has the same address.
            ["limits"] = new JsonObject { ["connectionsPerAddress"] = 0, ["feedsPerAddress"] = 0, ["requestsPerSecond"] = 0 },
        };
        // A group from before secure modules has none.
        if (File.Exists(Path.Combine(folder, ModuleKeyFile)))
        {
            config["moduleKey"] = ModuleKeyFile;
        }
        if (state.Database is { } database)
        {
            config.Remove("data");
            config["database"] = database;
            config["databasePasswordFile"] = PasswordFile;
        }
        options.Configure?.Invoke(state.Name[0] - 'a', config);
        File.WriteAllText(ConfigPath(folder), config.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n");
    }

    /// <summary>Whether a merchant's next start would be that of a liar.</summary>
    public static bool HasLies(string folder) => JsonNode.Parse(File.ReadAllText(ConfigPath(folder)))?["lie"] is JsonArray { Count: > 0 };

    private static async Task WriteMerchantAsync(
        DevNetOptions options, SiloProgram program, DevKeys keys, DevMerchantState state, CancellationToken cancellation)
    {
        var folder = FolderOf(options.Folder, state.Name);
        Directory.CreateDirectory(folder);
        var label = DevNetGenesis.Label(state.Name);
        using var key = keys.Signing(label);
        using var link = keys.Link(label);
        using var module = DevNetGenesis.ModuleKey(keys);
        await File.WriteAllTextAsync(Path.Combine(folder, "passphrase"), PassphraseText + "\n", cancellation);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path.Combine(folder, "passphrase"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        using var passphrase = Passphrase.FromChars(PassphraseText.ToCharArray()).Value!;
        var store = new KeyStore(folder);
        Require(store.Save(KeyFile.Seal(key, "signing", passphrase)));
        Require(store.Save(KeyFile.Seal(link, "link", passphrase)));
        Require(store.Save(KeyFile.Seal(module, "module", passphrase)));
        WriteConfig(options, state, folder, []);
        await InitAsync(options, program, state, folder, cancellation);
    }

    private static void Require(KeyResult<KeyFile> saved)
    {
        if (saved.Problem is { } problem)
        {
            throw new DevNetException(problem.Message);
        }
    }

    private static Task InitAsync(DevNetOptions options, SiloProgram program, DevMerchantState state, string folder, CancellationToken cancellation)
    {
        string[] arguments =
        [
            "init", "--genesis", GenesisPath(options.Folder), "--key", Path.Combine(folder, "signing.key.json"),
            "--passphrase-file", Path.Combine(folder, "passphrase"),
            .. state.Database is { } database
                ? new[] { "--database", database, "--database-password-file", Path.Combine(folder, PasswordFile) }
                : ["--database", "sqlite://" + Path.Combine(folder, "data")],
        ];
        return RunAsync(program, arguments, cancellation);
    }

    // The administrator's password: the cluster's own, or where PostgreSQL's programs look for it.
    private static Task ProvisionAsync(DevNetOptions options, SiloProgram program, DevNetState state, DevMerchantState merchant, CancellationToken cancellation)
    {
        var folder = FolderOf(options.Folder, merchant.Name);
        Directory.CreateDirectory(folder);
        return RunAsync(
            program,
            [
                "provision", new Uri(merchant.Database!).UserInfo, "--administrator", state.Administrator!,
                .. state.Cluster is null ? Array.Empty<string>() : ["--administrator-password-file", AdministratorPassword(options.Folder)],
                "--database-password-file", Path.Combine(folder, PasswordFile),
            ],
            cancellation);
    }

    /// <summary>The SQL that drops what was made on a server that is not the group's own; empty when nothing was.</summary>
    public static string DropText(string root, DevNetState state)
    {
        if (state.Administrator is null || state.Cluster is not null)
        {
            return "";
        }
        var made = state.Merchants.Where(merchant => merchant.Database is not null && File.Exists(Path.Combine(FolderOf(root, merchant.Name), PasswordFile)));
        return string.Join(' ', made.Select(merchant => new Uri(merchant.Database!).UserInfo).Select(name => $"DROP DATABASE {name}; DROP ROLE {name};"));
    }

    private static string AdministratorPassword(string root) => Path.Combine(Path.GetFullPath(root), "administrator.pgpass");

    // The same server and options, but nobody else's password file.
    private static string DatabaseOf(Uri server, string name)
    {
        var options = server.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Where(option => !option.StartsWith("passfile=", StringComparison.Ordinal)).ToArray();
        return $"postgres://{name}@{server.Authority.Split('@')[^1]}/{name}{(options.Length > 0 ? "?" + string.Join('&', options) : "")}";
    }

    /// <summary>A command of the silo that ends by itself; its failure is ours.</summary>
    public static async Task RunAsync(SiloProgram program, string[] arguments, CancellationToken cancellation)
    {
        var (exit, _, error) = await program.RunAsync(arguments, cancellation);
        if (exit != 0)
        {
            throw new DevNetException($"scew-silo {arguments[0]}: {error.Trim().Replace("scew-silo: ", "", StringComparison.Ordinal)}");
        }
    }
}
