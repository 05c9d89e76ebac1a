using Scew.Cli;
using Scew.Client.Tests.Support;

namespace Scew.Client.Tests.Cli;

/// <summary>A group that is not marked dev: it is said, and what is dangerous is confirmed. Who says what a command uses, and how it is coloured.</summary>
public sealed class ActingTests : IDisposable
{
    private const string Merchant = "http://127.0.0.1:1";
    private readonly ConsoleRun _console = new();
    private readonly string _hash = SignedGroup.InEarnest.Document.Hash().ToString();

    public ActingTests()
    {
        Assert.Equal(0, _console.Run("profile", "add", "town", "--genesis", _hash, "--merchant", Merchant, "--confirm-above", "50").Exit);
        File.WriteAllBytes(Path.Combine(Directory.CreateDirectory(Path.Combine(_console.Home, "groups", _hash)).FullName, "genesis.json"), SignedGroup.InEarnest.Encode());
        File.WriteAllText(Pass, "a good passphrase\n");
        Assert.Equal(0, _console.Run("key", "create", "mine", "--password-file", Pass).Exit);
    }

    private string Pass => Path.Combine(_console.Home, "pass");

    [Fact]
    public async Task APaymentAboveTheLimitIsConfirmedByItsAmount()
    {
        var refused = _console.Run(Pay(51));
        Assert.Equal((2, ""), (refused.Exit, refused.Out));
        Assert.StartsWith("PROD      group ", refused.Error, StringComparison.Ordinal);
        Assert.Contains("this must be confirmed", refused.Error, StringComparison.Ordinal);
        Assert.Contains("next: add --yes", refused.Error, StringComparison.Ordinal);
        Assert.Equal(130, await AtTerminalAsync("yes\n", Pay(51)));
        Assert.Equal("", _console.Run("request", "list", "-o", "id").Out);
        // From here on it is sent, and no merchant is there.
        Assert.Equal(6, await AtTerminalAsync("51\n", Pay(51)));
        Assert.Equal(6, _console.Run([.. Pay(51), "--yes"]).Exit);
        Assert.Equal(6, _console.Run(Pay(50)).Exit);
        Assert.Equal(3, _console.Run("request", "list", "-o", "id").Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public void ADryRunNeedsNoConfirmationAndLeavesNothing()
    {
        var run = _console.Run([.. Pay(5000), "--dry-run"]);
        Assert.Equal((0, ""), (run.Exit, run.Error));
        Assert.Contains("(PROD)", run.Out, StringComparison.Ordinal);
        Assert.Equal("", _console.Run("request", "list", "-o", "id").Out);
    }

    [Fact]
    public void WhatACommandUsesSaysWhereItComesFrom()
    {
        var text = _console.Run("profile", "show", "--origin", "--timeout", "500ms", "--plain").Out;
        var settings = Path.Combine(_console.Home, "settings.json");
        Assert.Matches($"(?m)^profile +town +{settings}$", text);
        Assert.Matches($"(?m)^merchant +{Merchant} +{Path.Combine(_console.Home, "profiles", "town.json")}$", text);
        Assert.Matches("(?m)^group +PROD: not marked dev +its genesis", text);
        Assert.Matches("(?m)^timeout +500ms +--timeout$", text);
        Assert.Matches("(?m)^plain +yes +--plain$", text);
        Assert.Matches($"(?m)^home +{_console.Home} +--home$", text);
        Assert.Matches("(?m)^profile +town +--profile$", _console.Run("profile", "show", "--origin", "--profile", "town").Out);
    }

    [Fact]
    public void ColourIsForErrorsAndOnlyWhereItIsAskedFor()
    {
        Assert.StartsWith("\u001b[31merror:\u001b[0m ", _console.Run("profile", "use", "nobody", "--color", "always").Error, StringComparison.Ordinal);
        Assert.StartsWith("error: ", _console.Run("profile", "use", "nobody", "--color", "never").Error, StringComparison.Ordinal);
        Assert.StartsWith("error: ", _console.Run("profile", "use", "nobody").Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', _console.Run("profile", "list", "--color", "always").Out);
    }

    public void Dispose() => _console.Dispose();

    private string[] Pay(int amount) => ["pay", "a", "b", amount.ToString(System.Globalization.CultureInfo.InvariantCulture), "--key", "mine", "--password-file", Pass, "--timeout", "200ms"];

    private async Task<int> AtTerminalAsync(string typed, string[] words)
    {
        using var stdout = new StringWriter();
        using var stderr = new StringWriter();
        return await new ScewConsole(stdout, stderr, new StringReader(typed), isInteractive: true).RunAsync(["--home", _console.Home, .. words], CancellationToken.None);
    }
}
