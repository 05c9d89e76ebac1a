using System.Text.Json.Nodes;
using Scew.Cli.Grammar;
using Scew.Cli.Reference;

namespace Scew.Client.Tests.Cli;

/// <summary>What holds of every command there is, also of one that is added tomorrow.</summary>
public sealed class TreeTests : IDisposable
{
    // No abbreviations and no second word for the same thing. A new verb is a decision: it is added here.
    private static readonly HashSet<string> Words =
    [
        "add", "balance", "bench", "between", "card", "check", "codes", "compare", "completion", "consent", "create", "demo", "deploy", "doctor", "down", "draw", "end-unknown", "environment", "equivocate",
        "exit-codes", "explain", "export", "files", "forget", "format", "get", "hand", "heal", "history", "import", "init", "inspect", "issue", "kill", "launch", "lie", "list", "logs", "merge", "migrate", "output", "partition", "pause", "pay",
        "agree", "propose", "approve", "handovers", "publish", "rekey", "remember", "remove", "schema", "send", "set", "shell", "show", "slow-leader", "statement", "status", "step", "stop", "submit", "sum", "take", "test", "uninstall", "up",
        "update", "use", "verify", "wait", "watch",
    ];

    private readonly ConsoleRun _console = new();

    public static TheoryData<string> Verbs => CommandPaths.Data;

    [Fact]
    public void VerbsAreOfTheCommonWords()
    {
        var unknown = CommandPaths.All.Where(static path => !Words.Contains(path.Split(' ')[^1])).ToList();
        Assert.True(unknown.Count == 0, $"not among the common words: {string.Join(", ", unknown)}. {CommandPaths.Needs}");
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void HelpEndsWithAnExampleThatParses(string verb)
    {
        var examples = Examples.Of(verb);
        Assert.True(examples.Count > 0, $"'{verb}' has no example. {CommandPaths.Needs}");
        var (exit, stdout, _) = _console.Run([.. verb.Split(' '), "--help"]);
        Assert.Equal(0, exit);
        Assert.EndsWith(string.Concat(examples.Select(static example => $"  {example}\n")) + "\n", stdout.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.All(examples, static example => DocExampleTests.AssertParses(example));
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void ThereIsASchemaOfItsData(string verb)
    {
        Assert.True(Shapes.Of(verb) is not null, $"'{verb}' has no shape. {CommandPaths.Needs}");
        var (exit, stdout, stderr) = _console.Run(["schema", .. verb.Split(' '), "--json"]);
        Assert.Equal((0, ""), (exit, stderr));
        Assert.StartsWith("urn:scew:schema:1:", JsonNode.Parse(stdout)!["data"]!["$id"]!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void AWrongCommandLineIsFourLinesAndOneEnvelope(string verb)
    {
        string[] wrong = [.. verb.Split(' '), "--no-such-option"];
        var plain = _console.Run(wrong);
        Assert.Equal((2, ""), (plain.Exit, plain.Out));
        Assert.InRange(plain.Error.Count(static c => c == '\n'), 2, 4);
        Assert.DoesNotContain("Exception", plain.Error, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(plain.Error, _console.Run([.. wrong, "-v"]).Error);
        Assert.Equal(plain.Error, _console.Run([.. wrong, "--quiet"]).Error);
        var scripted = _console.Run([.. wrong, "--json"]);
        Assert.Equal((2, ""), (scripted.Exit, scripted.Error));
        var envelope = JsonNode.Parse(scripted.Out)!.AsObject();
        Assert.Equal(["schema", "ok", "command", "error"], envelope.Select(static member => member.Key));
        Assert.Equal(["code", "message", "hint", "doc", "retryable", "details"], envelope["error"]!.AsObject().Select(static member => member.Key));
        Assert.Equal(verb, envelope["command"]!.ToString());
    }

    /// <summary>All but those that make a key, or that put its passphrase somewhere else.</summary>
    [Fact]
    public void WhoOpensAKeyTakesItsPassphraseFromTheKeyringToo()
    {
        string[] making = ["group card", "key create", "key import", "key remember"];
        var without = CommandPaths.Verbs.Where(static one => one.Verb.Options.Any(static option => option.Name == "--password-file") && one.Verb.Options.All(static option => option.Name != "--password-keyring"));
        Assert.Equal(making, without.Select(static one => one.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void ShortFormsShowTheFullOne()
    {
        foreach (var (name, full) in new[] { ("pay", "wallet pay"), ("send", "wallet pay"), ("balance", "wallet show"), ("verify", "receipt verify"), ("explain", "asset explain") })
        {
            Assert.Contains($"short for 'scew {full}'", _console.Run(name, "--help").Out.ReplaceLineEndings(" ").Replace("  ", " ", StringComparison.Ordinal), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void NoShapeAndNoExampleIsOfACommandThatIsGone()
    {
        Assert.Empty(Shapes.Commands.Except(CommandPaths.All));
        Assert.Empty(Examples.Commands.Except(CommandPaths.All).Except(["", "complete"]));
    }

    /// <summary>Else each line of a shell costs more than the one before it.</summary>
    [Fact]
    public void ALineMoreAddsNothingToWhatVerbsShare()
    {
        Assert.Equal(0, _console.Run("schema", "pay").Exit);
        var verbs = Acting.Yes.Parents.Count();
        Assert.Equal(0, _console.RunWithInput("schema pay\nhelp pay\ncomplete 'scew wal'\n", "shell").Exit);
        Assert.Equal(verbs, Acting.Yes.Parents.Count());
    }

    public void Dispose() => _console.Dispose();
}
