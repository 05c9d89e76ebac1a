using System.Text;
using System.Text.Json.Nodes;
using Scew.Keys.Files;

namespace Scew.Keys.Tests;

public class KeyFileTests
{
    [Fact]
    public void A_signing_key_comes_back()
    {
        var file = KeyFile.Parse(Sealed.SigningFile).Value!;
        using var opened = file.OpenSigning(Sealed.Passphrase).Value;
        Assert.Equal(Sealed.Signing.Account, opened!.Account);
        Assert.Equal(("alice", KeyKind.Signing, false, 600_000), (file.Name, file.Kind, file.IsDev, file.Iterations));
        Assert.Equal(Sealed.Signing.Account.Thumbprint, file.Identity);
        Assert.Equal(Sealed.SigningFile, file.Encode());
    }

    [Fact]
    public void A_link_key_comes_back()
    {
        var file = KeyFile.Parse(Sealed.LinkFile).Value!;
        using var opened = file.OpenLink(Sealed.Passphrase).Value;
        Assert.Equal(Sealed.Link.Pin, opened!.Pin);
        Assert.Equal(Sealed.Link.Pin, file.Identity);
    }

    [Fact]
    public void The_mark_of_a_development_key_stays()
    {
        using var dev = DevKeys.FromNumber(3).Signing("x");
        var file = KeyFile.Seal(dev, "x", Sealed.Passphrase).Value!;
        using var opened = KeyFile.Parse(file.Encode()).Value!.OpenSigning(Sealed.Passphrase).Value;
        Assert.True(file.IsDev && opened!.IsDev);
    }

    [Fact]
    public void Sealing_twice_shares_no_salt_and_no_iv()
    {
        var again = KeyFile.Seal(Sealed.Signing, "alice", Sealed.Passphrase).Value!;
        var first = KeyFile.Parse(Sealed.SigningFile).Value!;
        Assert.NotEqual(first.Salt, again.Salt);
        Assert.NotEqual(first.Iv, again.Iv);
    }

    [Fact]
    public void Another_implementation_reads_our_file() =>
        Assert.Equal(Sealed.Signing.ExportPrivatePkcs8(), OtherImplementation.Decrypt(Sealed.SigningFile, Sealed.Words));

    [Fact]
    public void We_read_what_another_implementation_writes()
    {
        using var key = SigningKey.Create();
        var bytes = OtherImplementation.Encrypt(Header(key), "pässwörd of a browser", key.ExportPrivatePkcs8());
        using var passphrase = Sealed.Pass("pässwörd of a browser");
        using var opened = KeyFile.Parse(bytes).Value!.OpenSigning(passphrase).Value;
        Assert.Equal(key.Account, opened!.Account);
    }

    [Fact]
    public void A_file_that_holds_another_key_than_it_names_is_refused()
    {
        using var other = SigningKey.Create();
        var mixed = OtherImplementation.Encrypt(Header(Sealed.Signing), Sealed.Words, other.ExportPrivatePkcs8());
        Assert.Equal(KeyFault.KeyMismatch, KeyFile.Parse(mixed).Value!.OpenSigning(Sealed.Passphrase).Fault);
        var noKey = OtherImplementation.Encrypt(Header(Sealed.Signing), Sealed.Words, new byte[138]);
        Assert.Equal(KeyFault.KeyMismatch, KeyFile.Parse(noKey).Value!.OpenSigning(Sealed.Passphrase).Fault);
    }

    [Fact]
    public void A_wrong_passphrase_is_refused_without_showing_anything()
    {
        using var wrong = Sealed.Pass("correct horse battery stapla");
        var result = KeyFile.Parse(Sealed.SigningFile).Value!.OpenSigning(wrong);
        Assert.Equal(KeyFault.WrongPassphrase, result.Fault);
        Assert.Equal("the passphrase of 'alice' is wrong, or its file was changed", result.Problem!.Message);
    }

    [Fact]
    public void A_key_opens_only_as_its_kind()
    {
        Assert.Equal(KeyFault.WrongKind, KeyFile.Parse(Sealed.SigningFile).Value!.OpenLink(Sealed.Passphrase).Fault);
        Assert.Equal(KeyFault.WrongKind, KeyFile.Parse(Sealed.LinkFile).Value!.OpenSigning(Sealed.Passphrase).Fault);
    }

    [Fact]
    public void Bad_names_and_short_passphrases_seal_nothing()
    {
        using var small = Sealed.Pass("1234567");
        Assert.Equal(KeyFault.BadName, KeyFile.Seal(Sealed.Signing, "../alice", Sealed.Passphrase).Fault);
        Assert.Equal(KeyFault.BadPassphrase, KeyFile.Seal(Sealed.Signing, "alice", small).Fault);
    }

    [Fact]
    public void Blanks_and_the_order_of_members_are_free()
    {
        var members = Sealed.Json().Reverse().ToDictionary(member => member.Key, member => member.Value!.DeepClone());
        var text = new JsonObject(members!).ToJsonString(new() { WriteIndented = true });
        using var opened = KeyFile.Parse(Encoding.UTF8.GetBytes(text)).Value!.OpenSigning(Sealed.Passphrase).Value;
        Assert.Equal(Sealed.Signing.Account, opened!.Account);
    }

    [Theory]
    [InlineData("signing.key.json", "signing", "8GtHSazBC6OwOKysPmkO-WmEF_uV-IcxeCWsTfcjzgI")]
    [InlineData("link.key.json", "link", "YwJFiEeMPnckRzaPgwBovqnadTbSC2sUueNCPX2caWs")]
    public void Files_of_the_first_version_are_readable_forever(string path, string kind, string identity)
    {
        var file = KeyFile.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Vectors", path))).Value!;
        Assert.Equal(identity, file.Identity.ToString());
        if (kind == "signing")
        {
            using var key = file.OpenSigning(Sealed.Passphrase).Value;
            Assert.Equal(identity, key!.Account.ToString());
        }
        else
        {
            using var key = file.OpenLink(Sealed.Passphrase).Value;
            Assert.Equal(identity, key!.Pin.ToString());
        }
    }

    private static JsonObject Header(SigningKey key) => JsonNode.Parse($$"""
        {"account":"{{key.Account}}","cipher":{"iv":"AAECAwQFBgcICQoL","name":"AES-GCM"},"dev":false,
        "kdf":{"hash":"SHA-256","iterations":600000,"name":"PBKDF2","salt":"AAECAwQFBgcICQoLDA0ODw"},"kind":"signing","name":"from-browser","version":1}
        """)!.AsObject();
}
