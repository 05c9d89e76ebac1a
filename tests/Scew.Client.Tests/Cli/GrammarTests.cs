using Scew.Client.Tests.Support;

namespace Scew.Client.Tests.Cli;

public sealed class GrammarTests : IDisposable
{
    private readonly ConsoleRun _console = new();

    public static TheoryData<string> Verbs() => CommandPaths.Data;

    [Theory]
    [MemberData(nameof(Verbs))]
    public void EveryCommandHasHelp(string verb)
    {
        var (exit, stdout, _) = _console.Run([.. verb.Split(' '), "--help"]);
        Assert.Equal(0, exit);
        Assert.Contains("Usage:", stdout, StringComparison.Ordinal);
    }

    [Fact]
    public void ASlipGetsASuggestion()
    {
        var (exit, stdout, stderr) = _console.Run("profil");
        Assert.Equal(2, exit);
        Assert.Empty(stdout);
        Assert.Equal(
            "error: 'scew' cannot be run like this [usage]\n  why: there is no command 'profil'\n  unchanged: nothing was sent\n" +
            "  next: did you mean 'profile'?   scew --help (exit code 2)\n",
            stderr);
    }

    [Fact]
    public void AWordWhereANumberStandsIsToldWithoutNamesOfTypes() => Assert.Equal(
        "error: 'scew asset history' cannot be run like this [usage]\n  why: Cannot parse argument 'x' for option '--limit' as a whole number\n  unchanged: nothing was sent\n" +
        "  next: scew asset history --help (exit code 2)\n",
        _console.Run("asset", "history", "a", "--limit", "x").Error);

    public void Dispose() => _console.Dispose();

    /// <summary>One id in 64 begins with a dash, and no letter behind it makes an option of it.</summary>
    [Theory]
    [InlineData("-o")]
    [InlineData("-q")]
    [InlineData("-vq")]
    [InlineData("-h")]
    [InlineData("--")]
    [InlineData("-x")]
    public void AnIdThatBeginsWithADashIsAnId(string start)
    {
        var id = start.PadRight(42, 'B') + 'E';
        using var console = new ConsoleRun();
        var hash = SignedGroup.Genesis.Hash().ToString();
        Assert.Equal(0, console.Run("profile", "add", "known", "--genesis", hash, "--merchant", "http://127.0.0.1:1").Exit);
        var folder = Directory.CreateDirectory(Path.Combine(console.Home, "groups", hash)).FullName;
        File.WriteAllBytes(Path.Combine(folder, "genesis.json"), SignedGroup.File.Encode());
        var run = console.Run("request", "show", id);
        Assert.StartsWith($"error: nobody knows a request {id} ", run.Error, StringComparison.Ordinal);
    }
}
