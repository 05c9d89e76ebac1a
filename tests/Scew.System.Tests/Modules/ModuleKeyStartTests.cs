using System.Text.Json.Nodes;
using Scew.Keys;
using Scew.Keys.Files;
using Scew.Protocol;
using Scew.Protocol.Groups;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.Modules;

/// <summary>Starts of a merchant with another module key than genesis names, and of one without any.</summary>
[Collection(ThreeOfFour.Name)]
public sealed class ModuleKeyStartTests(ThreeOfFour three)
{
    private readonly RunningGroup _group = three.Group;

    private string Folder => _group.Net.Merchants[ThreeOfFour.Down].Folder;

    [Fact]
    public async Task AnotherKeyThanGenesisNames()
    {
        var store = new KeyStore(Folder);
        using (var passphrase = Passphrase.ReadFile(Path.Combine(Folder, "passphrase")).Value!)
        {
            store.CreateSecret(KeyKind.Module, "other-module", passphrase).Value!.Dispose();
        }
        var named = Digest.Of(_group.Net.Genesis.Document.Modules!.Key).ToString();
        (await RunAsync("other-module", config => config["moduleKey"] = "other-module.key.json")).Refused(2, "other-module.key.json", "has the fingerprint", named, "module-key take");
    }

    [Fact]
    public async Task FilesThatAreNoModuleKey()
    {
        (await RunAsync("no-module", config => config["moduleKey"] = "nowhere.key.json")).Refused(4, "nowhere.key.json");
        (await RunAsync("signing-module", config => config["moduleKey"] = "signing.key.json")).Refused(4, "is a signing key, not a module key");
        (await RunAsync("small-cache", config => config["moduleCache"] = -1)).Refused(2, "moduleCache is 0 (none) to");
        (await RunAsync("large-cache", config => config["moduleCache"] = 1 << 30)).Refused(2, "moduleCache is 0 (none) to");
    }

    [Fact]
    public async Task AKeyInAGroupWithoutModules()
    {
        var document = _group.Net.Genesis.Document with { Modules = null };
        var file = GenesisFile.Unsigned(document);
        for (var member = 0; member < document.Merchants.Length; member++)
        {
            using var key = _group.Net.Keys.Signing("merchant/" + document.Merchants[member].Name);
            file = file.With(member, key.Sign(document.ConsentBytes()));
        }
        await File.WriteAllBytesAsync(Path.Combine(Folder, "plain.json"), file.Encode());
        (await RunAsync("plain", config => config["genesis"] = "plain.json")).Refused(2, "names no secure modules", "moduleKey");
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
