using System.Text.Json.Nodes;
using Scew.Cli.Reference;

namespace Scew.Client.Tests.Cli;

/// <summary>Calls that succeed without a merchant: one envelope, data of the shape that scew schema shows, and a stdout that -v and --quiet leave alone.</summary>
public sealed class GoodCallTests : IDisposable
{
    /// <summary>Neither here nor in Group/LiveCallTests: they start processes, need an agent or a programme, or run for long. Each has tests of its own.</summary>
    public static IReadOnlyList<string> NotCheap { get; } =
    [
        "bench", "demo", "dev up", "dev down", "dev fault equivocate", "dev fault heal", "dev fault kill", "dev fault lie", "dev fault partition", "dev fault pause", "dev fault slow-leader", "evidence submit", "evidence show", "key publish", "loyalty export", "loyalty statement", "key forget", "key remember", "replica inspect", "replica launch",
        "replica logs", "replica status", "replica stop", "till import", "asset migrate", "variable hand", "variable take", "variable rekey", "machine test", "key import", "doctor",
        "group card", "group check", "group consent", "group init", "group merge", "group propose", "group agree", "group approve", "group handovers",
    ];

    private static readonly string[] Lines =
    [
        "profile list", "profile show", "profile show --origin", "profile use offline", "key list", "request list", "doc codes", "doc environment", "doc exit-codes", "doc files", "doc output",
        "completion bash", "completion zsh", "completion fish", "completion pwsh", "schema wallet show", "schema envelope", "explain asset", "explain asset.state", "uninstall --show",
        "machine check tool", "machine draw tool", "machine format tool", "wallet history ~/points", "shell --command profile",
    ];

    private readonly OfflineGroup _group = new();

    public static TheoryData<string> Calls => [.. Lines];

    [Theory]
    [MemberData(nameof(Calls))]
    public void ACallThatSucceeds(string line)
    {
        var words = line.Split(' ');
        if (words[0] == "shell")
        {
            Assert.Equal((0, "", ""), _group.Console.Run("shell", "--command", "exit", "--json"));
            return;
        }
        var (exit, stdout, stderr) = _group.Console.Run([.. words, "--json"]);
        Assert.Equal((0, ""), (exit, stderr));
        AssertEnvelope(stdout);
        Assert.Equal(stdout, _group.Console.Run([.. words, "--json", "-v"]).Out);
        var plain = _group.Console.Run(words).Out;
        Assert.Equal(plain, _group.Console.Run([.. words, "-v"]).Out);
        Assert.Equal((plain, ""), _group.Console.Run([.. words, "--quiet"]) is var quiet ? (quiet.Out, quiet.Error) : default);
        Assert.DoesNotContain('\u001b', plain);
    }

    [Fact]
    public void KeysAndReleaseListsToo()
    {
        var password = Path.Combine(_group.Folder, "passphrase");
        File.WriteAllText(password, "right horse battery\n");
        var (list, program) = (Path.Combine(_group.Folder, "releases.json"), Path.Combine(_group.Folder, "program"));
        File.WriteAllText(program, "#!/bin/sh\n");
        string[][] calls =
        [
            ["key", "create", "mine", "--password-file", password], ["key", "export", "mine"], ["key", "export", "mine", "--out", Path.Combine(_group.Folder, "backup.json")],
            ["release", "add", list, program, "--name", "1.0", "--key", "mine", "--password-file", password], ["release", "show", list],
            ["release", "remove", list, "1.0", "--key", "mine", "--password-file", password],
            ["profile", "add", "other", "--genesis", _group.Hash, "--merchant", "https://a.example", "--confirm-above", "5"],
        ];
        Assert.All(calls, call =>
        {
            var (exit, stdout, stderr) = _group.Console.Run([.. call, "--json"]);
            Assert.True(exit == 0, stdout);
            Assert.Empty(stderr);
            AssertEnvelope(stdout);
        });
    }

    [Fact]
    public void EveryVerbHasACallThatSucceedsOrIsKnownToBeDear()
    {
        var called = Lines.Concat(Group.LiveCallTests.Lines)
            .Concat(["key create", "key export", "release add", "release show", "release remove", "profile add", "evidence verify"]).Concat(NotCheap).ToList();
        var missing = CommandPaths.All.Where(path => !called.Exists(line => line == path || line.StartsWith(path + " ", StringComparison.Ordinal))).ToList();
        Assert.True(missing.Count == 0, $"no call of: {string.Join(", ", missing)}. {CommandPaths.Needs}");
    }

    [Fact]
    public void FieldsThatAreNotThereAreSaidBeforeAnythingIsDone()
    {
        var (exit, stdout, stderr) = _group.Console.Run("pay", "~/points", "somebody", "1", "--fields", "requestid");
        Assert.Equal((2, ""), (exit, stdout));
        Assert.Contains("did you mean 'requestId'?", stderr, StringComparison.Ordinal);
        Assert.Equal("", _group.Console.Run("request", "list", "-o", "id").Out);
    }

    public void Dispose() => _group.Dispose();

    internal static JsonNode AssertEnvelope(string stdout)
    {
        var envelope = JsonNode.Parse(stdout)!.AsObject();
        Assert.Equal(["schema", "ok", "command", "data", "warnings", "next"], envelope.Select(static member => member.Key));
        Assert.True(envelope["ok"]!.GetValue<bool>());
        var command = envelope["command"]!.ToString();
        var faults = ShapeCheck.Faults(Shapes.Of(command)!, envelope["data"]).ToList();
        Assert.True(faults.Count == 0, $"scew {command} answers what scew schema {command} does not say (client/Reference/shapes.txt):\n{string.Join('\n', faults)}");
        return envelope["data"]!;
    }
}
