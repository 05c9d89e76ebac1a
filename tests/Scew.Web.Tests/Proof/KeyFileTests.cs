using System.Text;
using System.Text.Json.Nodes;
using Scew.Keys;
using Scew.Keys.Files;
using Scew.Protocol;

namespace Scew.WebTests.Proof;

/// <summary>The backup of the page is the console's key file: each opens what the other wrote, and what is wrong with a file is said without what is in it.</summary>
public class KeyFileTests
{
    private const string Words = "correct horse battery staple";

    [Fact]
    public async Task The_console_opens_what_the_page_wrote()
    {
        await using var page = await ProofPage.OpenAsync();
        var made = await page.CallAsync<Backup>(ProofPage.Keys, "makeAndBackUp", "anna", Words);
        Assert.Equal(["anna.key.json", "anna.master.key.json"], made.Files.Select(file => file.Name));

        var signing = KeyFile.Parse(Encoding.UTF8.GetBytes(made.Files[0].Text)).Value!;
        Assert.Equal(("anna", made.Account, KeyFile.MinIterations), (signing.Name, signing.Identity.ToString(), signing.Iterations));
        using var passphrase = Passphrase.FromChars(Words.ToCharArray()).Value!;
        using var key = signing.OpenSigning(passphrase).Value!;
        Assert.Equal(made.Account, key.Account.ToString());

        var secret = KeyFile.Parse(Encoding.UTF8.GetBytes(made.Files[1].Text)).Value!;
        using var master = secret.OpenSecret(KeyKind.Master, passphrase).Value!;
        Assert.Equal(("anna.master", made.Fingerprint), (secret.Name, master.Fingerprint.ToString()));
        // Byte for byte what the console would write of it.
        Assert.All(made.Files, file => Assert.Equal(file.Text, Encoding.UTF8.GetString(KeyFile.Parse(Encoding.UTF8.GetBytes(file.Text)).Value!.Encode())));
    }

    [Fact]
    public async Task The_page_opens_what_the_console_wrote()
    {
        await using var page = await ProofPage.OpenAsync();
        using var passphrase = Passphrase.FromChars(Words.ToCharArray()).Value!;
        using var key = SigningKey.Create();
        using var master = SecretKey.FromBytes(KeyKind.Master, [.. Enumerable.Range(1, 32).Select(i => (byte)i)])!;
        var restored = await page.CallAsync<Restored>(
            ProofPage.Keys, "restore", KeyFile.Seal(key, "bob", passphrase).Value!.Encode(), KeyFile.Seal(master, "bob.master", passphrase).Value!.Encode(), Words, new byte[] { 1, 2, 3 });
        Assert.Equal((key.Account.ToString(), master.Fingerprint.ToString(), true, false), (restored.Account, restored.Fingerprint, restored.BackedUp, restored.Exports));
        var verifying = Protocol.Accounts.VerifyingKey.Import(key.PublicKey)!;
        Assert.True(verifying.VerifyHash(Digest.Of([1, 2, 3]), restored.Signature));
    }

    [Fact]
    public async Task A_master_secret_is_never_lost_to_another_tab()
    {
        await using var page = await ProofPage.OpenAsync();
        var prints = await page.CallAsync<string[]>(ProofPage.Keys, "makeMasterTwice", "anna", Words);
        Assert.Equal((prints[0], prints[0], prints[3]), (prints[1], prints[2], prints[4]));
    }

    [Fact]
    public async Task After_clearing_all_data_the_backup_brings_the_key_back()
    {
        await using var page = await ProofPage.OpenAsync();
        var made = await page.CallAsync<Backup>(ProofPage.Keys, "makeAndBackUp", "anna", Words);
        await page.RunAsync<object?>("async () => { indexedDB.deleteDatabase('scew'); }");
        await page.ReloadAsync();
        Assert.Empty(await page.CallAsync<string[]>(ProofPage.Keys, "names"));
        await page.CallAsync(ProofPage.Keys, "restoreOne", made.Files[0].Text, Words);
        Assert.Equal([made.Account], await page.CallAsync<string[]>(ProofPage.Keys, "accounts"));
    }

    [Fact]
    public async Task After_the_backup_no_script_exports_a_key()
    {
        await using var page = await ProofPage.OpenAsync();
        Assert.Empty(await page.CallAsync<string[]>(ProofPage.Keys, "thieves", "anna", Words));
    }

    [Fact]
    public async Task A_name_is_taken_once_and_a_key_outlives_a_reload()
    {
        await using var page = await ProofPage.OpenAsync();
        await page.CallAsync(ProofPage.Keys, "make", "anna");
        Assert.Equal("already-exists", (await page.FaultAsync(ProofPage.Keys, "make", "anna")).Code);
        Assert.Equal("usage", (await page.FaultAsync(ProofPage.Keys, "make", "../anna")).Code);
        await page.ReloadAsync();
        Assert.Equal(["anna"], await page.CallAsync<string[]>(ProofPage.Keys, "names"));
        await using var tab = await page.OpenTabAsync();
        await ProofPage.ServeAsync(tab);
        Assert.Equal(["anna"], await tab.CallAsync<string[]>(ProofPage.Keys, "names"));
    }

    [Theory]
    [InlineData("iterations", "key-file", "599999")]
    [InlineData("iterations", "key-file", "10000001")]
    [InlineData("version", "key-file", "2")]
    [InlineData("account", "key-locked", "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"")]
    [InlineData("name", "key-locked", "\"mallory\"")]
    [InlineData("dev", "key-locked", "true")]
    [InlineData("kind", "key-file", "\"link\"")]
    [InlineData("surplus", "key-file", "1")]
    [InlineData("twice", "key-file", "")]
    [InlineData("data", "key-file", "\"AAAA\"")]
    [InlineData("passphrase", "key-locked", "")]
    public async Task A_changed_file_is_refused(string member, string code, string value)
    {
        await using var page = await ProofPage.OpenAsync();
        using var passphrase = Passphrase.FromChars(Words.ToCharArray()).Value!;
        using var key = SigningKey.Create();
        var text = Encoding.UTF8.GetString(KeyFile.Seal(key, "bob", passphrase).Value!.Encode());
        var file = JsonNode.Parse(text)!.AsObject();
        var json = value.Length > 0 ? JsonNode.Parse(value) : null;
        (member == "iterations" ? file["kdf"]!.AsObject() : file)[member] = json;
        var changed = member switch { "twice" => text.Replace("\"dev\":false", "\"dev\":false,\"dev\":false", StringComparison.Ordinal), "passphrase" => text, _ => file.ToJsonString() };
        var fault = await page.FaultAsync(ProofPage.Keys, "restoreOne", changed, member == "passphrase" ? "another passphrase" : Words);
        Assert.Equal(code == "key-file" ? "bad-file" : code, fault.Code);
        Assert.DoesNotContain(Words, fault.Message, StringComparison.Ordinal);
        Assert.Empty(await page.CallAsync<string[]>(ProofPage.Keys, "names"));
    }

    [Fact]
    public async Task A_file_of_another_key_under_this_name_is_refused()
    {
        await using var page = await ProofPage.OpenAsync();
        Assert.Equal("bad-file", (await page.FaultAsync(ProofPage.Keys, "restoreSwapped", Words)).Code);
    }

    private sealed record Backup(string Account, string Fingerprint, NamedText[] Files);

    private sealed record NamedText(string Name, string Text);

    private sealed record Restored(string Account, string Fingerprint, bool BackedUp, bool Exports, byte[] Signature);
}
