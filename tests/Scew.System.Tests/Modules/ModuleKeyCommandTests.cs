using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Scew.Homomorphic.Hybrid;
using Scew.Keys;
using Scew.Keys.Files;
using Scew.Protocol;
using Scew.Protocol.Groups;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.Modules;

/// <summary>The secure modules' key on its way from the merchant who makes it to another one.</summary>
public sealed class ModuleKeyCommandTests : IDisposable
{
    private const string Own = "correct horse battery";
    private const string Theirs = "another merchant's words";
    private const string Password = "by another way than the file";
    private readonly TempFolder _folder = new();

    public ModuleKeyCommandTests()
    {
        Write("own", Own);
        Write("theirs", Theirs);
        Write("password", Password);
    }

    private static HybridPrivateKey ModuleKey(SecretKey secret)
    {
        using (secret)
        {
            return HybridPrivateKey.Derive(secret.Bytes);
        }
    }

    private string Made => _folder.File("made/module.key.json");

    private string Handed => _folder.File("handed.key.json");

    private string Taken => _folder.File("taken/module.key.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AKeyIsMadeHandedOverAndTaken()
    {
        var (key, fingerprint) = await MakeAsync();
        Assert.Equal(Digest.Of(key).ToString(), fingerprint);
        var half = _folder.File("modules.json");
        Assert.Contains("module-key hand", (await OkAsync("make", _folder.File("third.key.json"), "--passphrase-file", _folder.File("own"), "--maker", "north", "--public", half)).Output, StringComparison.Ordinal);
        var published = JsonNode.Parse(await File.ReadAllTextAsync(half))!;
        using (var third = ModuleKey(Open(_folder.File("third.key.json"), Own)))
        {
            Assert.Equal(("north", Base64Url.Encode(third.PublicKey)), (published["maker"]!.ToString(), published["key"]!.ToString()));
        }
        (await SiloRun.StartAsync("module-key", "make", _folder.File("fourth.key.json"), "--passphrase-file", _folder.File("own"), "--maker", "north", "--public", half)).Refused(2, "is there already", "no key was made");
        (await SiloRun.StartAsync("module-key", "make", _folder.File("fourth.key.json"), "--passphrase-file", _folder.File("own"), "--public", half)).Refused(2, "--maker", "no key was made");
        Assert.False(File.Exists(_folder.File("fourth.key.json")));
        Assert.Contains("module-key hand", (await OkAsync("make", _folder.File("second.key.json"), "--passphrase-file", _folder.File("own"))).Output, StringComparison.Ordinal);

        Assert.Contains(fingerprint, (await HandAsync()).Output, StringComparison.Ordinal);
        WriteGenesis(key);
        var taken = await OkAsync("take", Handed, Taken, "--password-file", _folder.File("password"), "--passphrase-file", _folder.File("theirs"), "--genesis", _folder.File("genesis.json"));
        Assert.Contains(fingerprint, taken.Output, StringComparison.Ordinal);

        using var made = Open(Made, Own);
        using var handed = Open(Handed, Password);
        using var here = Open(Taken, Theirs);
        Assert.True(made.Bytes.SequenceEqual(here.Bytes) && made.Bytes.SequenceEqual(handed.Bytes));
        foreach (var path in new[] { Made, Handed, Taken })
        {
            Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(path) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
            Assert.DoesNotContain(Base64Url.Encode(made.Bytes), await File.ReadAllTextAsync(path), StringComparison.Ordinal);
        }
        Assert.DoesNotContain(Base64Url.Encode(made.Bytes), taken.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AKeyThatGenesisDoesNotNameIsNotTaken()
    {
        var (key, fingerprint) = await MakeAsync();
        await HandAsync();
        using var another = HybridPrivateKey.Derive(SHA256.HashData(key));
        var other = another.PublicKey.ToArray();
        WriteGenesis(other);
        (await TakeAsync("--genesis", _folder.File("genesis.json"))).Refused(2, fingerprint, Digest.Of(other).ToString(), "ask merchant 'm1'");
        WriteGenesis(null);
        (await TakeAsync("--genesis", _folder.File("genesis.json"))).Refused(2, "names no secure modules");
        Assert.False(File.Exists(Taken));
    }

    [Fact]
    public async Task WhatCannotBeDoneIsSaid()
    {
        await MakeAsync();
        (await RunAsync("make", Made, "--passphrase-file", _folder.File("own"))).Refused(2, "is not overwritten");
        (await RunAsync("make", _folder.File("module.txt"), "--passphrase-file", _folder.File("own"))).Refused(2, "NAME.key.json");
        (await RunAsync("make", _folder.File("x.key.json"))).Refused(4, "--passphrase-file");
        (await RunAsync("hand", Made, Handed, "--passphrase-file", _folder.File("theirs"), "--password-file", _folder.File("password"))).Refused(4, "the passphrase of 'module' is wrong");
        Write("short", "1234567");
        (await RunAsync("hand", Made, Handed, "--passphrase-file", _folder.File("own"), "--password-file", _folder.File("short"))).Refused(2, "at least 8 bytes");
        Assert.False(File.Exists(Handed));
        await HandAsync();
        (await RunAsync("hand", Made, Handed, "--passphrase-file", _folder.File("own"), "--password-file", _folder.File("password"))).Refused(2, "is not overwritten");
        (await RunAsync("take", Handed, Taken, "--password-file", _folder.File("own"), "--passphrase-file", _folder.File("theirs"))).Refused(4, "the passphrase of 'module' is wrong");
        (await RunAsync("take", Handed, Made, "--password-file", _folder.File("password"), "--passphrase-file", _folder.File("theirs"))).Refused(2, "is not overwritten");
        using var signing = SigningKey.Create();
        using var passphrase = Passphrase.FromChars(Password.ToCharArray()).Value!;
        await File.WriteAllBytesAsync(_folder.File("signing.key.json"), KeyFile.Seal(signing, "signing", passphrase).Value!.Encode());
        TempFolder.OnlyForOwner(_folder.File("signing.key.json"));
        (await RunAsync("take", _folder.File("signing.key.json"), Taken, "--password-file", _folder.File("password"), "--passphrase-file", _folder.File("theirs")))
            .Refused(4, "is a signing key, not a module key");
    }

    private static SecretKey Open(string path, string words)
    {
        using var passphrase = Passphrase.FromChars(words.ToCharArray()).Value!;
        return KeyFile.Parse(File.ReadAllBytes(path)).Value!.OpenSecret(KeyKind.Module, passphrase).Value!;
    }

    private static Task<SiloRun> RunAsync(params string[] arguments) => SiloRun.StartAsync(["module-key", .. arguments]);

    private static async Task<SiloRun> OkAsync(params string[] arguments)
    {
        var run = await RunAsync(arguments);
        Assert.True(run.ExitCode == 0, run.Error);
        return run;
    }

    private async Task<(byte[] Key, string Fingerprint)> MakeAsync()
    {
        var run = await OkAsync("make", Made, "--passphrase-file", _folder.File("own"));
        var member = run.Output.Split('\n').Single(line => line.Contains("\"modules\":", StringComparison.Ordinal));
        var key = Base64Url.Decode((string)JsonNode.Parse("{" + member + "}")!["modules"]!["key"]!, 65)!;
        return (key, run.Output.Split("fingerprint ")[1].Split('\n')[0].Trim());
    }

    private Task<SiloRun> HandAsync() => OkAsync("hand", Made, Handed, "--passphrase-file", _folder.File("own"), "--password-file", _folder.File("password"));

    private Task<SiloRun> TakeAsync(params string[] more) =>
        RunAsync(["take", Handed, Taken, "--password-file", _folder.File("password"), "--passphrase-file", _folder.File("theirs"), .. more]);

    private void WriteGenesis(byte[]? key)
    {
        var dev = DevKeys.FromNumber(5);
        var keys = Enumerable.Range(0, 4).Select(i => (Signing: dev.Signing("m" + i), Link: dev.Link("m" + i))).ToList();
        var merchants = keys.Select((one, i) => new Merchant("m" + i, one.Signing.PublicKey, one.Link.Pin, "127.0.0.1:" + (20000 + i), "https://127.0.0.1:" + (21000 + i)));
        var document = new GenesisDocument("real", dev.Salt("x"), true, [.. merchants], [], GroupParameters.Default) { Modules = key is null ? null : new GroupModules(key, "m1") };
        var genesis = GenesisFile.Unsigned(document);
        for (var i = 0; i < keys.Count; i++)
        {
            genesis = genesis.With(i, keys[i].Signing.Sign(document.ConsentBytes()));
        }
        File.WriteAllBytes(_folder.File("genesis.json"), genesis.Encode());
        keys.ForEach(one =>
        {
            one.Signing.Dispose();
            one.Link.Dispose();
        });
    }

    private void Write(string name, string text)
    {
        File.WriteAllText(_folder.File(name), text + "\n");
        TempFolder.OnlyForOwner(_folder.File(name));
    }
}
