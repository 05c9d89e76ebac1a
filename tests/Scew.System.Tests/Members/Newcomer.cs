using System.Diagnostics;
using System.Text.Json.Nodes;
using Scew.Client.DevNets;
using Scew.Homomorphic.Hybrid;
using Scew.Keys;
using Scew.Keys.Files;
using Scew.Protocol.Groups;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.Members;

/// <summary>A merchant that is no member of genesis: its keys, its folder and, once it is told how the members changed, its silo.</summary>
internal sealed class Newcomer : IDisposable
{
    private const string PassphraseText = "development";
    private readonly RunningGroup _group;
    private Process? _process;

    public Newcomer(RunningGroup group, string name)
    {
        _group = group;
        Name = name;
        Folder = Path.Combine(group.Net.Folder, "merchant-" + name);
        Directory.CreateDirectory(Folder);
        var ports = FreePorts.Pick(2);
        Key = group.Net.Keys.Signing("merchant/" + name);
        Link = group.Net.Keys.Link("merchant/" + name);
        Merchant = new Merchant(name, Key.PublicKey, Link.Pin, $"127.0.0.1:{ports[0]}", $"http://127.0.0.1:{ports[1]}");
        File.WriteAllText(Path.Combine(Folder, "passphrase"), PassphraseText + "\n");
        TempFolder.OnlyForOwner(Path.Combine(Folder, "passphrase"));
        SaveKeys(Folder, pass => KeyFile.Seal(Key, "signing", pass), pass => KeyFile.Seal(Link, "link", pass));
    }

    public string Name { get; }

    public string Folder { get; }

    public SigningKey Key { get; }

    public LinkKey Link { get; }

    public Merchant Merchant { get; }

    public Uri Url => new(Merchant.Url);

    public string Log => File.Exists(Path.Combine(Folder, "silo.log")) ? File.ReadAllText(Path.Combine(Folder, "silo.log")) : "";

    /// <summary>A key of the secure modules under the passphrase of a folder; its public half.</summary>
    public static byte[] SaveModuleKey(RunningGroup group, string folder, string name, string label)
    {
        using var secret = group.Net.Keys.Secret(KeyKind.Module, label);
        SaveKeys(folder, pass => KeyFile.Seal(secret, name, pass));
        using var key = HybridPrivateKey.Derive(secret.Bytes);
        return key.PublicKey.ToArray();
    }

    /// <summary>Makes the database in the era that the handovers lead to, and starts the silo.</summary>
    public async Task JoinAsync(byte[] handovers)
    {
        var file = Path.Combine(Folder, "handovers.json");
        await File.WriteAllBytesAsync(file, handovers);
        var init = await SiloRun.StartAsync(
            "init", "--genesis", Path.Combine(_group.Net.Folder, "genesis.json"), "--handovers", file, "--key", Path.Combine(Folder, "signing.key.json"),
            "--passphrase-file", Path.Combine(Folder, "passphrase"), "--data", Path.Combine(Folder, "data"));
        Assert.True(init.ExitCode == 0, init.Error);
        var config = new JsonObject
        {
            ["genesis"] = "../genesis.json",
            ["data"] = "data",
            ["key"] = "signing.key.json",
            ["linkKey"] = "link.key.json",
            ["passphraseFile"] = "passphrase",
            ["peerListen"] = Merchant.Peer,
            ["httpListen"] = Merchant.Url,
        };
        await File.WriteAllTextAsync(Path.Combine(Folder, "silo.json"), config.ToJsonString());
        Start();
    }

    public void Start() => _process = Process.Start(SiloProgram.Find().StartInfo(["run", "--config", Path.Combine(Folder, "silo.json")], Path.Combine(Folder, "silo.log")));

    public void Kill()
    {
        _process?.Kill();
        _process?.WaitForExit();
        _process?.Dispose();
        _process = null;
    }

    public void Dispose()
    {
        Kill();
        Key.Dispose();
        Link.Dispose();
    }

    /// <summary>Keys of the next era beside those of now.</summary>
    public static void SaveKeys(string folder, SigningKey key, string keyName, LinkKey link, string linkName) =>
        SaveKeys(folder, pass => KeyFile.Seal(key, keyName, pass), pass => KeyFile.Seal(link, linkName, pass));

    /// <summary>A link key of the next era.</summary>
    public static void SaveLink(string folder, LinkKey link, string name) => SaveKeys(folder, pass => KeyFile.Seal(link, name, pass));

    private static void SaveKeys(string folder, params Func<Passphrase, KeyResult<KeyFile>>[] keys)
    {
        using var passphrase = Passphrase.FromChars(PassphraseText.ToCharArray()).Value!;
        var store = new KeyStore(folder);
        foreach (var seal in keys)
        {
            Assert.Null(store.Save(seal(passphrase)).Problem);
        }
    }
}
