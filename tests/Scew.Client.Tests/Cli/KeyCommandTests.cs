using System.Text.Json;

namespace Scew.Client.Tests.Cli;

public sealed class KeyCommandTests : IDisposable
{
    private const string Secret = "correct horse battery staple";
    private readonly ConsoleRun _first = new();
    private readonly ConsoleRun _second = new();

    [Fact]
    public void AKeyMovesToAnotherMachineEncryptedAllTheWay()
    {
        var created = _first.RunWithInput(Secret + "\n", "key", "create", "mine", "--password-file", "-", "--json");
        Assert.Equal((0, ""), (created.Exit, created.Error));
        var account = Data(created.Out).GetProperty("account").GetString();
        var backup = Path.Combine(_first.Home, "backup.json");
        Assert.Equal(0, _first.Run("key", "export", "mine", "--out", backup).Exit);
        Assert.Equal(File.ReadAllText(backup), _first.Run("key", "export", "mine").Out);
        Assert.Equal(4, _second.RunWithInput("another passphrase\n", "key", "import", backup, "--password-file", "-").Exit);
        Assert.Equal("name  kind  account  own prefix\n", _second.Run("key", "list").Out);
        Assert.Equal(0, _second.RunWithInput(Secret + "\n", "key", "import", backup, "--password-file", "-").Exit);
        Assert.Equal(account, JsonDocument.Parse(_second.Run("key", "list", "--json").Out).RootElement.GetProperty("data")[0].GetProperty("account").GetString());
        Assert.DoesNotContain(Secret, File.ReadAllText(backup), StringComparison.Ordinal);
    }

    [Fact]
    public void NothingIsOverwritten()
    {
        Assert.Equal(0, _first.RunWithInput(Secret + "\n", "key", "create", "mine", "--password-file", "-").Exit);
        var before = File.ReadAllBytes(Path.Combine(_first.Home, "keys", "mine.key.json"));
        Assert.Equal(2, _first.RunWithInput(Secret + "\n", "key", "create", "mine", "--password-file", "-").Exit);
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(_first.Home, "keys", "mine.key.json")));
    }

    [Fact]
    public void AShortPassphraseIsRefusedInFourLines()
    {
        var (exit, stdout, stderr) = _first.RunWithInput("short\n", "key", "create", "mine", "--password-file", "-");
        Assert.Equal((2, ""), (exit, stdout));
        Assert.Equal(
            "error: the key cannot be used [usage]\n  why: a passphrase that encrypts a key has at least 8 bytes\n  unchanged: no key and no request\n" +
            "  next: scew key --help (exit code 2)\n",
            stderr);
    }

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
    }

    private static JsonElement Data(string envelope) => JsonDocument.Parse(envelope).RootElement.GetProperty("data");
}
