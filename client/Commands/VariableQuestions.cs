using System.CommandLine;
using System.Text.Json.Nodes;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Cli.State;
using Scew.Client.Variables;

namespace Scew.Cli.Commands;

/// <summary><c>variable compare|between</c>: answers of the group that get a receipt.</summary>
internal static class VariableQuestions
{
    public static Verb Compare()
    {
        var comparison = new Argument<string>("OP") { Description = Comparisons.Help };
        var argument = Plaintexts.Argument("N", "what it is compared with");
        return new Verb("compare", "ask the group whether a comparison holds: everybody sees the answer, nobody the value", (call, cancel) => CompareAsync(call, comparison, argument, cancel), [VariableCommands.Id, comparison, argument, Acting.DryRun, .. VariableSession.Options]);
    }

    public static Verb Between()
    {
        var which = new Argument<string>("PREFIX|IDS") { Description = "what the ids begin with (~/ for all your own), or ids separated by commas (a comma behind a single one)" };
        var low = Plaintexts.Argument("LOW", "the lower bound, inclusive");
        var high = Plaintexts.Argument("HIGH", "the upper bound, inclusive");
        return new Verb("between", "ask the group which variables lie between two bounds", (call, cancel) => BetweenAsync(call, which, low, high, cancel), [which, low, high, Acting.DryRun, .. VariableSession.Options]);
    }

    private static async Task<CommandOutput> CompareAsync(Call call, Argument<string> comparisonArgument, Argument<string> argument, CancellationToken cancellation)
    {
        var comparison = Comparisons.Parse(call.Value(comparisonArgument));
        Plaintexts.Check(call.Value(argument));
        using var session = await VariableSession.OpenAsync(call, cancellation);
        var id = session.Expand(call.Value(VariableCommands.Id));
        var value = Plaintexts.Read(call, call.Value(argument));
        var outcome = await session.RunAsync(variables => variables.CompareAsync(id, comparison, value, cancellation));
        var output = VariableViews.Change(session, outcome.Receipt, id, ("comparison", Comparisons.Text(comparison)), ("holds", outcome.Holds ? "yes" : "no"));
        ((JsonObject)output.Data)["holds"] = outcome.Holds;
        return output;
    }

    private static async Task<CommandOutput> BetweenAsync(Call call, Argument<string> which, Argument<string> lowArgument, Argument<string> highArgument, CancellationToken cancellation)
    {
        Plaintexts.Check(call.Value(lowArgument));
        Plaintexts.Check(call.Value(highArgument));
        using var session = await VariableSession.OpenAsync(call, cancellation);
        var (low, high) = (Plaintexts.Read(call, call.Value(lowArgument)), Plaintexts.Read(call, call.Value(highArgument)));
        var typed = call.Value(which);
        var outcome = await session.RunAsync(variables => typed.Contains(',', StringComparison.Ordinal)
            ? variables.BetweenAsync([.. typed.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(session.Expand)], low, high, cancellation)
            : variables.BetweenAsync(session.Expand(typed), low, high, cancellation));
        if (call.IsDryRun)
        {
            return Nothing(outcome);
        }
        var table = new TableView("variable");
        foreach (var id in outcome.Ids)
        {
            table.Row(id);
        }
        return new CommandOutput(
            new JsonObject
            {
                ["ids"] = Texts(outcome.Ids),
                ["unreadable"] = Texts(outcome.Unreadable),
                ["requests"] = Texts(outcome.Receipts.Select(static receipt => receipt.RequestId.ToString())),
            },
            table.Render())
        {
            Ids = outcome.Ids,
            Warnings = Unasked(outcome),
        };
    }

    // A dry run ends with its first request; where there is none to make, it ends here.
    private static CommandOutput Nothing(RangeOutcome outcome) => new(
        new JsonObject { ["ids"] = new JsonArray(), ["unreadable"] = Texts(outcome.Unreadable), ["requests"] = new JsonArray(), ["dryRun"] = true },
        CommandOutput.Facts(("dry run", "no variable is there to be asked about: nothing would be signed or sent")))
    {
        Warnings = Unasked(outcome),
    };

    private static string[] Unasked(RangeOutcome outcome) =>
        outcome.Unreadable.IsEmpty ? [] : [$"{outcome.Unreadable.Length} of that prefix were not asked for, because their keys are not here or what is stored does not open"];

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(static text => (JsonNode?)JsonValue.Create(text))]);
}
