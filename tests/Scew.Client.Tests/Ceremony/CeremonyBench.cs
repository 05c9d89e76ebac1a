using Scew.Client.Tests.Cli;

namespace Scew.Client.Tests.Ceremony;

/// <summary>Merchants' folders with keys that were made once, and the console over them.</summary>
public sealed class CeremonyBench : IDisposable
{
    private const string Secret = "correct horse battery";
    private readonly ConsoleRun _console = new();

    public string Folder { get; } = Directory.CreateTempSubdirectory("scew-ceremony-").FullName;

    public string PassphraseFile => At("passphrase");

    public CeremonyBench()
    {
        File.WriteAllText(PassphraseFile, Secret + "\n");
        Cards = [.. Enumerable.Range(0, 4).Select(i => Card("m" + i))];
    }

    /// <summary>The cards of m0 to m3.</summary>
    public string[] Cards { get; }

    public string At(string name) => Path.Combine(Folder, name);

    public (int Exit, string Out, string Error) Run(params string[] arguments) => _console.Run(arguments);

    public (int Exit, string Out, string Error) RunWithInput(string input, params string[] arguments) => _console.RunWithInput(input, arguments);

    /// <summary>A merchant's card with addresses of its own.</summary>
    public string Card(string name, string? file = null, string? folder = null, string? url = null, string? peer = null)
    {
        var card = At(file ?? name + ".card.json");
        var run = Run("group", "card", name, "--url", url ?? $"https://{name}.example", "--peer", peer ?? $"{name}.example:7001", "--folder", folder ?? At(name), "--password-file", PassphraseFile, "--out", card);
        Assert.True(run.Exit == 0, run.Error);
        return card;
    }

    /// <summary>A draft of all four; answers its file and hash.</summary>
    public (string File, string Hash) Draft(string name = "draft.json", params string[] more)
    {
        var run = Run(["group", "init", At(name), "--name", "corner", .. Cards.SelectMany(card => new[] { "--member", card }), .. more, "-o", "id"]);
        Assert.True(run.Exit == 0, run.Error);
        return (At(name), run.Out.Trim());
    }

    /// <summary>A merchant's consent file.</summary>
    public string Consent(string draft, string hash, string name, string? file = null)
    {
        var to = At(file ?? name + ".consent.json");
        var run = Run("group", "consent", draft, "--folder", At(name), "--password-file", PassphraseFile, "--expect", hash, "--out", to);
        Assert.True(run.Exit == 0, run.Error);
        return to;
    }

    /// <summary>Four lines, the code, and every word; nothing on stdout.</summary>
    public static void Refused((int Exit, string Out, string Error) run, int exit, params string[] words)
    {
        Assert.True(run.Exit == exit, $"exit {run.Exit}: {run.Error}");
        Assert.Empty(run.Out);
        Assert.All(words, word => Assert.Contains(word, run.Error, StringComparison.Ordinal));
        Assert.Contains("unchanged: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("next: ", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, run.Error, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _console.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
