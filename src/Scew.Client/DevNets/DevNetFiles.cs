using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
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

    public static string FolderOf(string root, string merchant) => Path.Combine(Path.GetFullPath(root), "merchant-" + merchant);

    public static string ConfigPath(string folder) => Path.Combine(folder, "silo.json");

    public static string GenesisPath(string root) => Path.Combine(Path.GetFullPath(root), "genesis.json");

    public static GenesisFile ReadGenesis(string root)
    {
        var (parsed, file) = GenesisFile.Parse(File.ReadAllBytes(GenesisPath(root)));
        return file ?? throw new DevNetException($"{GenesisPath(root)}: {parsed.Message}");
    }

    public static async Task WriteAllAsync(
        DevNetOptions options, SiloProgram program, DevKeys keys, GenesisFile genesis, ImmutableArray<DevMerchantState> states, CancellationToken cancellation)
    {
        Directory.CreateDirectory(options.Folder);
        await File.WriteAllBytesAsync(GenesisPath(options.Folder), genesis.Encode(), cancellation);
        await Task.WhenAll(states.Select(state => Task.Run(() => WriteMerchantAsync(options, program, keys, state, cancellation), cancellation)));
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
        options.Configure?.Invoke(state.Name[0] - 'a', config);
        File.WriteAllText(ConfigPath(folder), config.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n");
    }

    private static async Task WriteMerchantAsync(
        DevNetOptions options, SiloProgram program, DevKeys keys, DevMerchantState state, CancellationToken cancellation)
    {
        var folder = FolderOf(options.Folder, state.Name);
        Directory.CreateDirectory(folder);
        var label = DevNetGenesis.Label(state.Name);
        using var key = keys.Signing(label);
        using var link = keys.Link(label);
        await File.WriteAllTextAsync(Path.Combine(folder, "passphrase"), PassphraseText + "\n", cancellation);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path.Combine(folder, "passphrase"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        using var passphrase = Passphrase.FromChars(PassphraseText.ToCharArray()).Value!;
        var store = new KeyStore(folder);
        Require(store.Save(KeyFile.Seal(key, "signing", passphrase)));
        Require(store.Save(KeyFile.Seal(link, "link", passphrase)));
        WriteConfig(options, state, folder, []);
        await InitAsync(options, program, folder, cancellation);
    }

    private static void Require(KeyResult<KeyFile> saved)
    {
        if (saved.Problem is { } problem)
        {
            throw new DevNetException(problem.Message);
        }
    }

    private static async Task InitAsync(DevNetOptions options, SiloProgram program, string folder, CancellationToken cancellation)
    {
        string[] arguments =
        [
            "init", "--genesis", GenesisPath(options.Folder), "--key", Path.Combine(folder, "signing.key.json"),
            "--passphrase-file", Path.Combine(folder, "passphrase"), "--data", Path.Combine(folder, "data"),
        ];
        using var init = Process.Start(program.StartInfo(arguments, null)) ?? throw new DevNetException("scew-silo init did not start");
        await using var ended = cancellation.Register(init.Kill);
        var output = init.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = await init.StandardError.ReadToEndAsync(CancellationToken.None);
        await init.WaitForExitAsync(CancellationToken.None);
        cancellation.ThrowIfCancellationRequested();
        if (init.ExitCode != 0)
        {
            throw new DevNetException($"scew-silo init failed: {error.Trim()} {(await output).Trim()}".TrimEnd());
        }
    }
}
