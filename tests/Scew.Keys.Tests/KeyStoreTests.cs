using Scew.Keys.Files;

namespace Scew.Keys.Tests;

public sealed class KeyStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly KeyStore _store;

    public KeyStoreTests() => _store = new KeyStore(_folder.In("keys"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_new_key_opens_again()
    {
        using var created = _store.Create("alice", Sealed.Passphrase).Value;
        using var opened = _store.Open("alice", Sealed.Passphrase).Value;
        Assert.Equal(created!.Account, opened!.Account);
        using var link = _store.CreateLink("north-link", Sealed.Passphrase).Value;
        using var linkAgain = _store.OpenLink("north-link", Sealed.Passphrase).Value;
        Assert.Equal(link!.Pin, linkAgain!.Pin);
        Assert.Equal(["alice", "north-link"], _store.List().Value!.Select(entry => entry.Name));
        Assert.All(_store.List().Value!, entry => Assert.True(entry.Result.Ok));
    }

    [Fact]
    public void Only_the_owner_may_read_what_is_written()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }
        Import();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_store.PathOf("alice")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_store.Folder));
        Assert.Null(_store.ExportTo("alice", _folder.In("backup.json")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.In("backup.json")));
    }

    [Fact]
    public void A_file_that_others_may_read_is_refused_with_the_command_that_mends_it()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }
        Import();
        var path = _store.PathOf("alice");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        var refused = _store.Open("alice", Sealed.Passphrase);
        Assert.Equal(KeyFault.Permissions, refused.Fault);
        Assert.Contains($"chmod 600 {path}", refused.Problem!.Message, StringComparison.Ordinal);
        Assert.Equal(KeyFault.Permissions, _store.List().Value!.Single().Result.Fault);
    }

    [Fact]
    public void Nothing_is_overwritten()
    {
        Import();
        var before = File.ReadAllBytes(_store.PathOf("alice"));
        Assert.Equal(KeyFault.AlreadyExists, _store.Create("alice", Sealed.Passphrase).Fault);
        Assert.Equal(KeyFault.AlreadyExists, _store.CreateLink("alice", Sealed.Passphrase).Fault);
        Assert.Equal(KeyFault.AlreadyExists, _store.Import(Sealed.SigningFile, Sealed.Passphrase).Fault);
        Assert.Equal(KeyFault.AlreadyExists, _store.ImportPrivateJwk("alice", Sealed.Signing.ExportPrivateJwk(), Sealed.Passphrase).Fault);
        Assert.Equal(KeyFault.AlreadyExists, _store.Save(KeyFile.Parse(Sealed.SigningFile)).Fault);
        Assert.Equal(KeyFault.AlreadyExists, _store.ExportTo("alice", _store.PathOf("alice"))!.Fault);
        Assert.Equal(before, File.ReadAllBytes(_store.PathOf("alice")));
    }

    [Fact]
    public void Of_many_that_save_one_name_at_once_one_wins()
    {
        var results = new KeyResult<KeyFile>[8];
        Parallel.For(0, results.Length, i => results[i] = new KeyStore(_store.Folder).Save(KeyFile.Parse(Sealed.SigningFile)));
        Assert.Equal(1, results.Count(result => result.Ok));
        Assert.Equal(7, results.Count(result => result.Fault == KeyFault.AlreadyExists));
        Assert.DoesNotContain(Directory.EnumerateFiles(_store.Folder), path => path.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public void A_key_moves_to_another_store_under_a_new_name()
    {
        Import();
        var other = new KeyStore(_folder.In("other"));
        Assert.True(other.Import(_store.Export("alice").Value, Sealed.Passphrase, "alice-2").Ok);
        using var opened = other.Open("alice-2", Sealed.Passphrase).Value;
        Assert.Equal(Sealed.Signing.Account, opened!.Account);
        Assert.True(other.Import(Sealed.LinkFile, Sealed.Passphrase).Ok);
        Assert.Equal(KeyKind.Link, other.Read("north-link").Value!.Kind);
    }

    [Fact]
    public void A_key_file_is_imported_only_when_its_passphrase_opens_it()
    {
        using var wrong = Sealed.Pass("not the passphrase");
        Assert.Equal(KeyFault.WrongPassphrase, _store.Import(Sealed.SigningFile, wrong).Fault);
        Assert.Equal(KeyFault.Malformed, _store.Import("{}"u8.ToArray(), wrong).Fault);
        Assert.False(File.Exists(_store.PathOf("alice")));
    }

    [Fact]
    public void A_private_jwk_is_imported()
    {
        var jwk = """{"key_ops":["sign"],"ext":true,"more":{"a":[1]},""" + System.Text.Encoding.UTF8.GetString(Sealed.Signing.ExportPrivateJwk())[1..];
        Assert.True(_store.ImportPrivateJwk("from-jwk", System.Text.Encoding.UTF8.GetBytes(jwk), Sealed.Passphrase).Ok);
        using var opened = _store.Open("from-jwk", Sealed.Passphrase).Value;
        Assert.Equal(Sealed.Signing.Account, opened!.Account);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"crv\":\"P-256\",\"kty\":\"EC\"")]
    [InlineData("{\"crv\":\"P-384\",\"d\":\"@\",\"kty\":\"EC\",\"x\":\"@\",\"y\":\"@\"}")]
    [InlineData("{\"crv\":\"P-256\",\"d\":\"@\",\"kty\":\"EC\",\"x\":\"@\",\"y\":\"@\"}")]
    [InlineData("{\"crv\":\"P-256\",\"d\":5,\"kty\":\"EC\",\"x\":\"@\",\"y\":\"@\"}")]
    [InlineData("{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"@\",\"y\":\"@\"}")]
    public void What_is_no_private_jwk_is_refused(string text)
    {
        var jwk = System.Text.Encoding.UTF8.GetBytes(text.Replace("@", new string('A', 43), StringComparison.Ordinal));
        Assert.Equal(KeyFault.Malformed, _store.ImportPrivateJwk("x", jwk, Sealed.Passphrase).Fault);
        Assert.False(Directory.Exists(_store.Folder));
    }

    [Fact]
    public void A_member_that_is_there_twice_in_a_jwk_is_refused()
    {
        var jwk = System.Text.Encoding.UTF8.GetString(Sealed.Signing.ExportPrivateJwk());
        var twice = System.Text.Encoding.UTF8.GetBytes(jwk[..^1] + ",\"kty\":\"EC\"}");
        Assert.Equal(KeyFault.Malformed, _store.ImportPrivateJwk("x", twice, Sealed.Passphrase).Fault);
    }

    [Fact]
    public void A_file_under_another_keys_name_is_refused()
    {
        Import();
        File.Move(_store.PathOf("alice"), _store.PathOf("bob"));
        Assert.Equal(KeyFault.KeyMismatch, _store.Open("bob", Sealed.Passphrase).Fault);
        Assert.Equal(KeyFault.NotFound, _store.Open("alice", Sealed.Passphrase).Fault);
    }

    [Fact]
    public void Names_outside_the_folder_are_refused_everywhere()
    {
        Assert.Equal(KeyFault.BadName, _store.Create("../x", Sealed.Passphrase).Fault);
        Assert.Equal(KeyFault.BadName, _store.Open("../x", Sealed.Passphrase).Fault);
        Assert.Equal(KeyFault.BadName, _store.Export("/etc/passwd").Fault);
        Assert.Equal(KeyFault.BadName, _store.ImportPrivateJwk("..", Sealed.Signing.ExportPrivateJwk(), Sealed.Passphrase).Fault);
        Assert.Equal(KeyFault.BadName, _store.Import(Sealed.SigningFile, Sealed.Passphrase, "a/b").Fault);
    }

    [Fact]
    public void A_file_system_that_refuses_is_a_typed_failure()
    {
        File.WriteAllText(_folder.In("file"), "in the way");
        var blocked = new KeyStore(_folder.In("file/keys"));
        Assert.Equal(KeyFault.Storage, blocked.Save(KeyFile.Parse(Sealed.SigningFile)).Fault);
        Assert.Equal(KeyFault.Storage, _store.Save(KeyFile.Parse(Sealed.SigningFile)).Ok ? _store.ExportTo("alice", _folder.In("none/x"))!.Fault : KeyFault.None);
        Assert.Empty(new KeyStore(_folder.In("nowhere")).List().Value!);
    }

    private void Import() => Assert.True(_store.Save(KeyFile.Parse(Sealed.SigningFile)).Ok);
}
