using System.Text;
using System.Text.Json.Nodes;
using Scew.Keys.Files;
using Scew.Protocol;

namespace Scew.Keys.Tests;

public sealed class SecretKeyTests : IDisposable
{
    private static readonly byte[] Secret = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];
    private static readonly SecretKey Master = SecretKey.FromBytes(KeyKind.Master, Secret)!;
    private static readonly byte[] MasterFile = KeyFile.Seal(Master, "numbers", Sealed.Passphrase).Value!.Encode();
    private readonly TemporaryFolder _folder = new();
    private readonly KeyStore _store;

    public SecretKeyTests() => _store = new KeyStore(_folder.In("keys"));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(KeyKind.Master)]
    [InlineData(KeyKind.Module)]
    public void A_new_secret_is_on_disk_before_anybody_has_it_and_opens_again(KeyKind kind)
    {
        using var created = _store.CreateSecret(kind, "numbers", Sealed.Passphrase).Value;
        using var opened = _store.OpenSecret(kind, "numbers", Sealed.Passphrase).Value;
        Assert.True(created!.Bytes.SequenceEqual(opened!.Bytes));
        Assert.True(created.Bytes.ContainsAnyExcept((byte)0));
        Assert.Equal((kind, created.Fingerprint, false), (opened.Kind, opened.Fingerprint, opened.IsDev));
        Assert.Equal(created.Fingerprint, _store.List().Value!.Single().Result.Value!.Identity);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_store.PathOf("numbers")));
        }
    }

    [Fact]
    public void What_cannot_be_saved_is_not_handed_out()
    {
        File.WriteAllText(_folder.In("file"), "in the way");
        Assert.Equal(KeyFault.Storage, new KeyStore(_folder.In("file/keys")).CreateSecret(KeyKind.Master, "numbers", Sealed.Passphrase).Fault);
        Assert.True(_store.Save(KeyFile.Parse(MasterFile)).Ok);
        Assert.Equal(KeyFault.AlreadyExists, _store.CreateSecret(KeyKind.Module, "numbers", Sealed.Passphrase).Fault);
        Assert.Equal(KeyFault.AlreadyExists, _store.ImportSecret(KeyKind.Master, "numbers", Secret, Sealed.Passphrase).Fault);
        Assert.Equal(MasterFile, File.ReadAllBytes(_store.PathOf("numbers")));
        Assert.Equal(KeyFault.BadName, _store.CreateSecret(KeyKind.Master, "../x", Sealed.Passphrase).Fault);
    }

    [Fact]
    public void A_file_that_others_may_read_is_refused()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }
        Assert.True(_store.Save(KeyFile.Parse(MasterFile)).Ok);
        File.SetUnixFileMode(_store.PathOf("numbers"), UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Assert.Equal(KeyFault.Permissions, _store.OpenSecret(KeyKind.Master, "numbers", Sealed.Passphrase).Fault);
    }

    [Fact]
    public void A_wrong_passphrase_shows_nothing()
    {
        using var wrong = Sealed.Pass("correct horse battery stapla");
        var result = KeyFile.Parse(MasterFile).Value!.OpenSecret(KeyKind.Master, wrong);
        Assert.Equal(KeyFault.WrongPassphrase, result.Fault);
        Assert.Equal("the passphrase of 'numbers' is wrong, or its file was changed", result.Problem!.Message);
    }

    [Fact]
    public void A_key_opens_only_as_its_kind()
    {
        var master = KeyFile.Parse(MasterFile).Value!;
        Assert.Equal("'numbers' is a master secret, not a module key", master.OpenSecret(KeyKind.Module, Sealed.Passphrase).Problem!.Message);
        Assert.Equal("'numbers' is a master secret, not a signing key", master.OpenSigning(Sealed.Passphrase).Problem!.Message);
        Assert.Equal(KeyFault.WrongKind, master.OpenLink(Sealed.Passphrase).Fault);
        Assert.Equal("'alice' is a signing key, not a master secret", KeyFile.Parse(Sealed.SigningFile).Value!.OpenSecret(KeyKind.Master, Sealed.Passphrase).Problem!.Message);
    }

    [Fact]
    public void A_master_secret_passed_off_as_a_module_key_fails_on_opening()
    {
        var json = Json();
        json["kind"] = "module";
        Assert.Equal(KeyFault.WrongPassphrase, Parse(json).Value!.OpenSecret(KeyKind.Module, Sealed.Passphrase).Fault);
        json["kind"] = "signing";
        Assert.Equal(KeyFault.Malformed, Parse(json).Fault);
    }

    [Fact]
    public void Truncated_files_and_data_are_refused()
    {
        for (var length = 0; length < MasterFile.Length - 1; length++)
        {
            Assert.False(KeyFile.Parse(MasterFile.AsMemory(0, length)).Ok);
        }
        var data = KeyFile.Parse(MasterFile).Value!.Data;
        foreach (var other in (byte[][])[data[..^1], [.. data, 0], data[..16]])
        {
            var json = Json();
            json["data"] = Base64Url.Encode(other);
            Assert.Equal(KeyFault.Malformed, Parse(json).Fault);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(47)]
    public void A_flipped_bit_fails_on_opening(int index)
    {
        var json = Json();
        var data = KeyFile.Parse(MasterFile).Value!.Data;
        data[index] ^= 0x10;
        json["data"] = Base64Url.Encode(data);
        Assert.Equal(KeyFault.WrongPassphrase, Parse(json).Value!.OpenSecret(KeyKind.Master, Sealed.Passphrase).Fault);
    }

    [Fact]
    public void A_file_that_holds_another_secret_than_it_names_is_refused()
    {
        foreach (var plain in (byte[][])[[.. Secret.Reverse()], new byte[32]])
        {
            var header = Json();
            header.Remove("data");
            var mixed = OtherImplementation.Encrypt(header, Sealed.Words, plain);
            var refused = KeyFile.Parse(mixed).Value!.OpenSecret(KeyKind.Master, Sealed.Passphrase);
            Assert.Equal(KeyFault.KeyMismatch, refused.Fault);
            Assert.Equal("the file of 'numbers' holds no master secret, or another one than it names", refused.Problem!.Message);
        }
        Assert.Equal(Secret, OtherImplementation.Decrypt(MasterFile, Sealed.Words));
    }

    // Written by a separate program (PBKDF2, AES-GCM and HMAC of Python).
    [Theory]
    [InlineData(KeyKind.Master, "master.key.json", "d2W7PcrO4-PZI_SHRuAk7sGvHdEKa-bwd1r5UKsirYA", 1)]
    [InlineData(KeyKind.Module, "module.key.json", "llh2IPhSh6T8RhREQPPAXPR1bUjmtPhzF402hGFqyVg", 33)]
    public void Files_of_the_first_version_are_readable_forever(KeyKind kind, string path, string fingerprint, int first)
    {
        var file = KeyFile.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Vectors", path))).Value!;
        using var key = file.OpenSecret(kind, Sealed.Passphrase).Value;
        Assert.Equal(fingerprint, key!.Fingerprint.ToString());
        Assert.Equal(Enumerable.Range(first, 32).Select(i => (byte)i), key.Bytes.ToArray());
    }

    // Computed by the same program.
    [Theory]
    [InlineData(false, KeyKind.Master, "mE0vTwEzC2xfjlRncN19ESgzfN8XI8ZWKmuwuPpZKlA", "I-vVq0QnCDcu5XVtMXySiXFVtPBaw-asXKLqzFX8O_M")]
    [InlineData(false, KeyKind.Module, "nGvj2RGUTixwv1lyOKzaeO46H69cBWf19JTjQriMrDA", "sdp8S5yVC2jdbeE3z0qruHIvpJ7s7zHvEsD_sSKJRTg")]
    [InlineData(true, KeyKind.Master, "_vLuynxtiucgI9binqXVNACYXcp7zZ00qhrjT6_VSBk", "Qag0azoB3cyvdckJsNXND3-vU-9Bv5bs0-ydgTBeEvU")]
    [InlineData(true, KeyKind.Module, "-nGq7q1EHVMTBo8rWnrG2YaiJ9pveGvNIwR1-MQL7W4", "f2cgIGlTEHvcX_sCg2DrR9OOHgF722InfHWwPura-B0")]
    public void A_seed_and_a_label_give_the_same_secrets_forever(bool counting, KeyKind kind, string secret, string fingerprint)
    {
        var dev = counting ? new DevKeys([.. Enumerable.Range(0, 32).Select(i => (byte)i)]) : DevKeys.FromNumber(1);
        using var key = dev.Secret(kind, "group");
        Assert.Equal(secret, Base64Url.Encode(key.Bytes));
        Assert.Equal(fingerprint, key.Fingerprint.ToString());
        using var opened = KeyFile.Seal(key, "x", Sealed.Passphrase).Value!.OpenSecret(kind, Sealed.Passphrase).Value;
        Assert.True(key.IsDev && opened!.IsDev);
    }

    [Fact]
    public void A_secret_moves_to_another_store_under_a_new_name_and_from_its_bytes_alone()
    {
        Assert.True(_store.Import(MasterFile, Sealed.Passphrase, "again").Ok);
        Assert.True(_store.ImportSecret(KeyKind.Master, "restored", Secret, Sealed.Passphrase).Ok);
        foreach (var name in (string[])["again", "restored"])
        {
            using var opened = _store.OpenSecret(KeyKind.Master, name, Sealed.Passphrase).Value;
            Assert.Equal(Secret, opened!.Bytes.ToArray());
        }
        foreach (var bad in (byte[][])[[], new byte[32], Secret[1..], [.. Secret, 1]])
        {
            Assert.Equal(KeyFault.Malformed, _store.ImportSecret(KeyKind.Master, "bad", bad, Sealed.Passphrase).Fault);
        }
    }

    [Fact]
    public void A_disposed_secret_is_zeroed_and_gives_nothing()
    {
        var key = SecretKey.FromBytes(KeyKind.Module, Secret)!;
        var view = key.Bytes;
        key.Dispose();
        key.Dispose();
        Assert.False(view.ContainsAnyExcept((byte)0));
        Assert.Throws<ObjectDisposedException>(() => key.Bytes.Length);
    }

    [Fact]
    public void The_secret_does_not_show()
    {
        Assert.Equal($"master secret with fingerprint {Master.Fingerprint}", Master.ToString());
        var text = Encoding.UTF8.GetString(MasterFile) + Master.Fingerprint;
        Assert.DoesNotContain(Base64Url.Encode(Secret), text, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexString(Secret), text, StringComparison.OrdinalIgnoreCase);
    }

    private static JsonObject Json() => JsonNode.Parse(MasterFile)!.AsObject();

    private static KeyResult<KeyFile> Parse(JsonObject json) => KeyFile.Parse(Encoding.UTF8.GetBytes(json.ToJsonString()));
}
