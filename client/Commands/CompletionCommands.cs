using System.CommandLine;
using System.Text.Json.Nodes;
using Scew.Cli.Completions;
using Scew.Cli.Grammar;
using Scew.Cli.Output;

namespace Scew.Cli.Commands;

/// <summary><c>completion SHELL</c>, and the hidden <c>complete LINE</c> that the scripts ask.</summary>
internal static class CompletionCommands
{
    public static Verb Script()
    {
        var shell = new Argument<string>("SHELL") { Description = string.Join(", ", CompletionScripts.Shells) };
        shell.AcceptOnlyFromAmong([.. CompletionScripts.Shells]);
        return new Verb("completion", "a script that lets the Tab key complete commands, options and names", (call, _) => Task.FromResult(Print(call.Value(shell))), shell);
    }

    public static Verb Complete(Func<RootCommand> root)
    {
        var line = new Argument<string>("LINE") { Description = "what was typed so far, scew included" };
        return new Verb("complete", "candidates for the last word of a line", (call, _) => Task.FromResult(Complete(call, root(), call.Value(line))), line) { Hidden = true };
    }

    private static CommandOutput Print(string shell) => new(new JsonObject { ["shell"] = shell, ["script"] = CompletionScripts.Of(shell) }, CompletionScripts.Of(shell))
    {
        Ids = [shell],
        Next = [CompletionScripts.Install(shell)],
    };

    private static CommandOutput Complete(Call call, RootCommand root, string line)
    {
        var words = CommandLine.Split(line, out _);
        var candidates = new Completer(root, call.Names.Of).Complete(words[Math.Min(1, words.Count - 1)..]);
        return new CommandOutput(
            new JsonArray([.. candidates.Select(static one => (JsonNode)new JsonObject { ["value"] = one.Value, ["description"] = one.Description })]),
            string.Concat(candidates.Select(static one => PlainText.Clean(one.Value) + (one.Description.Length > 0 ? "\t" + PlainText.Clean(one.Description) : "") + "\n")))
        {
            Ids = [.. candidates.Select(static one => one.Value)],
        };
    }
}
