using System.CommandLine;
using System.Text.Json.Nodes;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Cli.Reference;
using Scew.Cli.State;

namespace Scew.Cli.Commands;

/// <summary><c>explain WHAT</c>: a noun, a member of what it shows (<c>asset.state</c>), or an asset, for which it is short for <c>asset explain</c>.</summary>
internal static class ExplainCommand
{
    private static readonly Dictionary<string, string> Nouns = new(StringComparer.Ordinal)
    {
        ["asset"] = "asset show",
        ["event"] = "watch",
        ["evidence"] = "evidence show",
        ["group"] = "group show",
        ["key"] = "key create",
        ["machine"] = "machine show",
        ["profile"] = "profile show",
        ["receipt"] = "receipt verify",
        ["replica"] = "replica show",
        ["request"] = "request list",
        ["variable"] = "variable get",
        ["wallet"] = "wallet show",
    };

    public static Verb Build()
    {
        var what = new Argument<string>("WHAT") { Description = "an asset's id; or a noun, or a member of what it shows, as asset.state: " + string.Join(", ", Nouns.Keys) };
        var key = KeyRing.KeyOption();
        return new Verb(
            "explain", "what an asset can do next and why not (short for 'scew asset explain'), or what a word of the output means",
            (call, cancel) => Word(call.Value(what)) is { } page ? Task.FromResult(page) : AssetViews.ShowAsync(call, what, key, explain: true, cancel), what, AssetHistoryViews.From, key);
    }

    private static CommandOutput? Word(string what)
    {
        var dot = what.IndexOf('.', StringComparison.Ordinal);
        var (noun, member) = dot < 0 ? (what, null) : (what[..dot], what[(dot + 1)..]);
        if (!Nouns.TryGetValue(noun, out var command))
        {
            return null;
        }
        var members = Shapes.Of(command)!.Tops().SelectMany(static top => top.Items).DistinctBy(static one => one.Name).ToList();
        var shown = member is null ? members : members.Where(one => one.Name == member).ToList();
        if (shown.Count == 0)
        {
            throw CliFault.NotFound($"'{noun}' has no member '{PlainText.Clean(member)}'", Suggestion.Before($"scew explain {noun}", member!, members.Select(static one => one.Name)));
        }
        var table = new TableView("member", "type", "meaning");
        var data = new JsonArray();
        foreach (var one in shown)
        {
            var (type, meaning) = (TypeOf(one.Shape) + (one.IsOptional ? ", or absent" : ""), Shapes.Meaning(noun, one.Name) ?? "");
            table.Row($"{noun}.{one.Name}", type, meaning);
            data.Add((JsonNode)new JsonObject { ["member"] = $"{noun}.{one.Name}", ["type"] = TypeOf(one.Shape), ["optional"] = one.IsOptional, ["meaning"] = meaning });
        }
        var head = member is null && Shapes.Meaning(noun) is { } about ? $"{noun}: {about}\n\n" : "";
        return new CommandOutput(data, head + table.Render()) { Ids = [.. data.Select(static row => row!["member"]!.ToString())], Next = [$"scew schema {command}"] };
    }

    private static string TypeOf(Shape shape) => shape switch
    {
        Shape.Scalar { Type: "string" } => "text",
        Shape.Scalar { Type: "integer" } => "whole number",
        Shape.Scalar { Type: "boolean" } => "true or false",
        Shape.Scalar => "number",
        Shape.List => "list",
        Shape.Members => "object",
        _ => "anything",
    };
}
