using System.Text.Json.Nodes;
using Scew.Client.DevNets;
using Scew.Keys;
using Scew.Keys.Files;
using Scew.Protocol.Groups;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.Start;

/// <summary>One merchant's machine with everything right, and three addresses that answer as the others; tests break one thing each.</summary>
public sealed class DoctorBench : IAsyncLifetime
{
    private const string Secret = "correct horse battery";
    private readonly TempFolder _folder = new();

    internal List<ShownMerchant> Others { get; } = [.. Enumerable.Range(0, 3).Select(_ => new ShownMerchant())];

    internal string At(string name) => _folder.File(name);

    internal JsonObject Config { get; } = new()
    {
        ["genesis"] = "genesis.json",
        ["data"] = "data",
        ["key"] = "signing.key.json",
        ["linkKey"] = "link.key.json",
    };

    public async Task InitializeAsync()
    {
        var ports = FreePorts.Pick(2);
        var keys = Enumerable.Range(0, 4).Select(_ => (Signing: SigningKey.Create(), Link: LinkKey.Create())).ToList();
        var urls = new[] { "http://127.0.0.1:" + ports[0] }.Concat(Others.Select(other => other.Url)).ToList();
        var merchants = keys.Select((key, i) => new Merchant("m" + i, key.Signing.PublicKey, key.Link.Pin, "127.0.0.1:" + (20000 + i), urls[i]));
        var document = new GenesisDocument("real", Nonce.Create(), false, [.. merchants], [], GroupParameters.Default);
        var genesis = keys.Index().Aggregate(GenesisFile.Unsigned(document), (file, key) => file.With(key.Index, key.Item.Signing.Sign(document.ConsentBytes())));
        await File.WriteAllBytesAsync(At("genesis.json"), genesis.Encode());
        await File.WriteAllTextAsync(At("passphrase"), Secret);
        TempFolder.OnlyForOwner(At("passphrase"));
        using (var passphrase = Passphrase.FromChars(Secret.ToCharArray()).Value!)
        {
            var store = new KeyStore(_folder.Path);
            Assert.Null(store.Save(KeyFile.Seal(keys[0].Signing, "signing", passphrase)).Problem);
            Assert.Null(store.Save(KeyFile.Seal(keys[0].Link, "link", passphrase)).Problem);
            Assert.Null(store.Save(KeyFile.Seal(keys[1].Link, "other-link", passphrase)).Problem);
        }
        keys.ForEach(key =>
        {
            key.Signing.Dispose();
            key.Link.Dispose();
        });
        Config["httpListen"] = urls[0];
        Config["peerListen"] = "127.0.0.1:" + ports[1];
        var made = await SiloRun.StartAsync("init", "--genesis", At("genesis.json"), "--key", At("signing.key.json"), "--passphrase-file", At("passphrase"), "--data", At("data"));
        Assert.True(made.ExitCode == 0, made.Error);
    }

    public Task DisposeAsync()
    {
        Others.ForEach(other => other.Dispose());
        _folder.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>The doctor's exit code and findings, with some members changed.</summary>
    internal async Task<(int Exit, JsonArray Checks)> LookAsync(Action<JsonObject>? change = null)
    {
        var config = Config.DeepClone().AsObject();
        change?.Invoke(config);
        var file = At($"config-{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(file, config.ToJsonString());
        var run = await SiloRun.StartAsync("doctor", "--config", file, "--json");
        Assert.True(run.Error.Length == 0, run.Error);
        var answer = JsonNode.Parse(run.Output)!;
        Assert.Equal(run.ExitCode == 0, answer["ok"]!.GetValue<bool>());
        Assert.DoesNotContain(Secret, run.Output, StringComparison.Ordinal);
        return (run.ExitCode, answer["checks"]!.AsArray());
    }

    /// <summary>Fails unless exactly this check has this state and words; every other one is as it is on a machine where all is right.</summary>
    internal async Task FindsAsync(string name, string state, string[] words, Action<JsonObject>? change = null)
    {
        var (exit, checks) = await LookAsync(change);
        Assert.Equal(state == "failed" ? 1 : 0, exit);
        var found = Assert.Single(checks, one => one!["name"]!.ToString() == name && one["state"]!.ToString() == state)!;
        Assert.All(words, word => Assert.Contains(word, found["message"]!.ToString(), StringComparison.Ordinal));
        Assert.True(state == "unknown" || found["next"] is not null, found.ToString());
        Assert.DoesNotContain(checks, one => one!["state"]!.ToString() == "failed" && one["name"]!.ToString() != name);
    }
}
