using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Cli.State;
using Scew.Client.Reads;
using Scew.Protocol.Registers;

namespace Scew.Cli.Commands;

/// <summary><c>variable list</c>: what is not readable here is <c>encrypted</c>, never a number.</summary>
internal static class VariableLists
{
    private static readonly Argument<string?> Prefix = new("PREFIX") { Description = "what the ids begin with; your own variables where there is none", Arity = ArgumentArity.ZeroOrOne, DefaultValueFactory = static _ => null };
    private static readonly Option<bool> All = new("--all") { Description = "everybody's variables" };
    private static readonly Option<bool> Closed = new("--no-values") { Description = "open nothing, and ask for no passphrase" };
    private static readonly HashSet<int> Right = [2, 3];

    public static Verb Build() => new("list", "variables, each with its proof checked, and the values that open here", ListAsync, [Prefix, All, Closed, .. VariableSession.Options]);

    private static Task<CommandOutput> ListAsync(Call call, CancellationToken cancellation)
    {
        if (call.Value(All) && call.Value(Prefix) is not null)
        {
            throw CliFault.Usage("a prefix and --all exclude each other", "scew variable list --all");
        }
        return call.Value(Closed) ? ClosedAsync(call, cancellation) : OpenedAsync(call, cancellation);
    }

    private static async Task<CommandOutput> OpenedAsync(Call call, CancellationToken cancellation)
    {
        using var session = await VariableSession.OpenAsync(call, cancellation);
        var rows = new List<(JsonObject Data, string Value)>();
        await session.RunAsync(async variables =>
        {
            await foreach (var view in variables.ListAsync(PrefixOf(call, session.Expand), cancellation))
            {
                rows.Add((VariableViews.Data(view), VariableViews.Value(view)));
            }
            return rows;
        });
        return Output(rows);
    }

    private static async Task<CommandOutput> ClosedAsync(Call call, CancellationToken cancellation)
    {
        using var group = await GroupSession.OpenAsync(call, cancellation);
        var ring = new KeyRing(call, group.Profile);
        var prefix = PrefixOf(call, typed => Ids.Expand(typed, () => ring.AccountOf(ring.Choose(call.Value(VariableSession.Key)))));
        var rows = new List<(JsonObject, string)>();
        await foreach (var outcome in group.Client.ReadVariablesAsync(prefix, cancellation))
        {
            var read = Reading.Require(outcome, "the list of variables");
            rows.Add((Data(read, read.Register!, read.Variable!), "encrypted"));
        }
        return Output(rows);
    }

    private static string PrefixOf(Call call, Func<string, string> expand) => call.Value(All) ? "" : expand(call.Value(Prefix) ?? "~/");

    private static JsonObject Data(RegisterRead read, Register register, VariableValue value) => new()
    {
        ["id"] = register.Key.Id,
        ["type"] = VariableViews.TypeOf(value.Type),
        ["value"] = null,
        ["reading"] = "encrypted",
        ["owner"] = register.Owner.ToString(),
        ["key"] = value.Key,
        ["version"] = register.Version,
        ["height"] = read.Height,
        ["asOf"] = ReceiptViews.Time(read.TimeMs),
    };

    private static CommandOutput Output(List<(JsonObject Data, string Value)> rows)
    {
        var table = new TableView("variable", "type", "value", "version", "key", "owner") { RightAligned = Right };
        foreach (var (data, value) in rows)
        {
            table.Row(Text(data, "id"), Text(data, "type"), value, ((long)data["version"]!).ToString(CultureInfo.InvariantCulture), KeyOf(Text(data, "id"), Text(data, "key")), Text(data, "owner"));
        }
        return new CommandOutput(new JsonArray([.. rows.Select(static row => (JsonNode?)row.Data)]), table.Render() + AsOf(rows)) { Ids = [.. rows.Select(static row => Text(row.Data, "id"))] };
    }

    // Under the prefix of its variable, or its very name, as nearly every one is: said in few columns.
    private static string KeyOf(string id, string key) => key == id ? "its own" : id.IndexOf(':', StringComparison.Ordinal) is > 0 and var at && key.StartsWith(id[..(at + 1)], StringComparison.Ordinal) ? key[at..] : key;

    // Pages come one after the other; the first was the oldest.
    private static string AsOf(List<(JsonObject Data, string Value)> rows) =>
        rows.Count == 0 ? "" : rows.MinBy(static row => (long)row.Data["height"]!).Data is var oldest ? $"as of {Text(oldest, "asOf")}, height {Text(oldest, "height")}, or later (verified here)\n" : "";

    private static string Text(JsonObject data, string name) => data[name]?.ToString() ?? "";
}
