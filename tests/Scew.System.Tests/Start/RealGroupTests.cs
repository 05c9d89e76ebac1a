using System.Text.Json.Nodes;
using Scew.Keys;
using Scew.Keys.Files;
using Scew.Protocol.Groups;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.Start;

/// <summary>A group that is not marked <c>dev</c>, with real keys.</summary>
public sealed class RealGroupTests
{
    private const string Secret = "correct horse battery";

    [Fact]
    public async Task LiesAreRefused()
    {
        using var folder = new TempFolder();
        await WriteAsync(folder, "equivocate");

        (await SiloRun.RunAsync(folder.File("silo.json"))).Refused(2, "lie", "dev");
    }

    private static async Task WriteAsync(TempFolder folder, string lie)
    {
        var keys = Enumerable.Range(0, 4).Select(_ => (Signing: SigningKey.Create(), Link: LinkKey.Create())).ToList();
        var merchants = keys.Select((key, i) => new Merchant("m" + i, key.Signing.PublicKey, key.Link.Pin, "127.0.0.1:" + (20000 + i), "https://127.0.0.1:" + (21000 + i)));
        var document = new GenesisDocument("real", Nonce.Create(), false, [.. merchants], [], GroupParameters.Default);
        var genesis = GenesisFile.Unsigned(document);
        for (var i = 0; i < keys.Count; i++)
        {
            genesis = genesis.With(i, keys[i].Signing.Sign(document.ConsentBytes()));
        }
        await File.WriteAllBytesAsync(folder.File("genesis.json"), genesis.Encode());
        await File.WriteAllTextAsync(folder.File("passphrase"), Secret);
        TempFolder.OnlyForOwner(folder.File("passphrase"));
        using var passphrase = Passphrase.FromChars(Secret.ToCharArray()).Value!;
        var store = new KeyStore(folder.Path);
        Assert.Null(store.Save(KeyFile.Seal(keys[0].Signing, "signing", passphrase)).Problem);
        Assert.Null(store.Save(KeyFile.Seal(keys[0].Link, "link", passphrase)).Problem);
        var config = new JsonObject
        {
            ["genesis"] = "genesis.json",
            ["data"] = "data",
            ["key"] = "signing.key.json",
            ["linkKey"] = "link.key.json",
            ["passphraseFile"] = "passphrase",
            ["peerListen"] = "127.0.0.1:0",
            ["httpListen"] = "http://127.0.0.1:0",
            ["lie"] = new JsonArray(lie),
        };
        await File.WriteAllTextAsync(folder.File("silo.json"), config.ToJsonString());
        keys.ForEach(key =>
        {
            key.Signing.Dispose();
            key.Link.Dispose();
        });
    }
}
