using Scew.Client.Tests.Support;
using Scew.Keys;
using Scew.Keys.Files;

namespace Scew.Client.Tests.Cli;

/// <summary>The master secret: made once, kept encrypted, carried to another machine, and never guessed at.</summary>
public sealed class MasterSecretTests : IDisposable
{
    private readonly VariableGroup _group = new();
    private readonly ConsoleRun _first;
    private readonly ConsoleRun _second;

    public MasterSecretTests()
    {
        _first = _group.Home();
        _second = _group.Home();
        Must(_first, "key", "create", "mine", "--password-file", _group.PassphraseFile);
    }

    [Fact]
    public void ItIsOnDiskBeforeItsFirstUseAndAloneBringsValuesBack()
    {
        Must(_first, "variable", "create", "~/n", "--type", "additive", "--value", "77", "--password-file", _group.PassphraseFile);
        var kept = KeyFile.Parse(File.ReadAllBytes(Path.Combine(_first.Home, "keys", "mine.master.key.json"))).Value!;
        Assert.Equal(KeyKind.Master, kept.Kind);
        Assert.Contains("master", _first.Run("key", "list").Out, StringComparison.Ordinal);
        var (key, master) = (Path.Combine(_first.Home, "k.json"), Path.Combine(_first.Home, "m.json"));
        Must(_first, "key", "export", "--out", key);
        Must(_first, "key", "export", "--master", "--out", master);
        Assert.Equal(File.ReadAllText(master), _first.Run("key", "export", "mine", "--master").Out);

        Must(_second, "key", "import", key, "--password-file", _group.PassphraseFile);
        var locked = _second.Run("variable", "get", "~/n", "--password-file", _group.PassphraseFile);
        Assert.Equal(
            (4, "error: there is no master secret 'mine.master' here [key-locked]\n  why: what was encrypted with it opens with nothing else\n  unchanged: nothing was sent\n" +
            "  next: scew key import MASTER.json, or where there never was one: scew key create mine --master (exit code 4)\n"),
            (locked.Exit, locked.Error));
        Assert.Equal(4, _second.Run("variable", "create", "~/m", "--type", "ordered", "--password-file", _group.PassphraseFile).Exit);
        Must(_second, "key", "import", master, "--password-file", _group.PassphraseFile);
        Assert.Equal("value\n77\n", _second.Run("variable", "get", "~/n", "--password-file", _group.PassphraseFile, "--fields", "value").Out);
    }

    [Fact]
    public void AnotherPassphraseIsAskedForByItsOwnOption()
    {
        Must(_first, "key", "create", "mine", "--master", "--password-file", _group.PassphraseFile);
        Assert.Equal(2, _first.Run("key", "create", "mine", "--master", "--password-file", _group.PassphraseFile).Exit);
        Must(_first, "key", "export", "--out", Path.Combine(_first.Home, "k.json"));
        Must(_second, "key", "import", Path.Combine(_first.Home, "k.json"), "--password-file", _group.PassphraseFile);
        using var other = Passphrase.FromChars("another one altogether".ToCharArray()).Value!;
        new KeyStore(Path.Combine(_second.Home, "keys")).CreateSecret(KeyKind.Master, "mine.master", other).Value!.Dispose();
        var file = Path.Combine(_second.Home, "other");
        File.WriteAllText(file, "another one altogether");
        Assert.Equal(0, _second.Run("variable", "list", "--password-file", _group.PassphraseFile, "--master-password-file", file).Exit);
        Assert.Equal(4, _second.RunWithInput("wrong and wrong\n", "variable", "list", "--password-file", _group.PassphraseFile, "--master-password-file", "-").Exit);
        Assert.Equal(4, _second.RunWithInput("wrong and wrong\n", "variable", "list", "--password-file", "-").Exit);
    }

    [Fact]
    public void WhoeverPublishedAKeyGetsNoSecondMasterSecretElsewhere()
    {
        var key = Path.Combine(_first.Home, "k.json");
        Must(_first, "key", "publish", "--password-file", _group.PassphraseFile);
        Must(_first, "key", "export", "--out", key);
        Must(_second, "key", "import", key, "--password-file", _group.PassphraseFile);

        // A new one would put another key in place of the published one, and what was handed over would open nowhere.
        Assert.Equal(4, _second.Run("key", "publish", "--password-file", _group.PassphraseFile).Exit);
        Assert.Equal(4, _second.Run("variable", "create", "~/m", "--type", "ordered", "--value", "1", "--password-file", _group.PassphraseFile).Exit);
        Assert.False(File.Exists(Path.Combine(_second.Home, "keys", "mine.master.key.json")));
    }

    [Fact]
    public void WhoeverHasVariablesGetsNoSecondMasterSecretElsewhereThoughOneMerchantHidesThemAndAnotherIsDown()
    {
        var key = Path.Combine(_first.Home, "k.json");
        Must(_first, "variable", "create", "~/n", "--type", "ordered", "--value", "1", "--password-file", _group.PassphraseFile);
        Must(_first, "key", "export", "--out", key);
        Must(_second, "key", "import", key, "--password-file", _group.PassphraseFile);
        for (var liar = 0; liar < 4; liar++)
        {
            _group.Group.Instead = (member, path) => !path.StartsWith("/v1/variables?", StringComparison.Ordinal) ? null
                : member == liar ? (200, "[]"u8.ToArray())
                : member == (liar + 3) % 4 ? (500, ScriptedMerchants.Problem("catching-up"))
                : null;
            Assert.Equal(4, _second.Run("variable", "create", "~/m", "--type", "ordered", "--value", "1", "--password-file", _group.PassphraseFile).Exit);
        }
        Assert.False(File.Exists(Path.Combine(_second.Home, "keys", "mine.master.key.json")));
    }

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
        _group.Dispose();
    }

    private static void Must(ConsoleRun home, params string[] arguments)
    {
        var (exit, stdout, error) = home.Run(arguments);
        Assert.True(exit == 0, stdout + error);
    }
}
