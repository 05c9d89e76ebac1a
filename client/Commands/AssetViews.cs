using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Scew.Cli.Completions;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Cli.State;
using Scew.Client.Reads;
using Scew.Machines;
using Scew.Protocol.Registers;

namespace Scew.Cli.Commands;

/// <summary>An asset for people: where it stands, and what is open.</summary>
internal static class AssetViews
{
    private const int ExplainedEntries = 20;

    public static async Task<CommandOutput> ShowAsync(Call call, Argument<string> idArgument, Option<string?> keyOption, bool explain, CancellationToken cancellation)
    {
        using var session = await GroupSession.OpenAsync(call, cancellation);
        var ring = new KeyRing(call, session.Profile);
        var caller = ring.AccountOf(ring.Choose(call.Value(keyOption)));
        var id = Ids.Expand(call.Value(idArgument), () => caller);
        var read = await ReadAsync(session, id, cancellation);
        var (register, height, timeMs) = (read.Register!, read.Height, read.TimeMs);
        var machine = await new MachineShelf(session).RequireAsync(register.Contract, cancellation);
        if (AssetRegister.ToState(register) is not { } state)
        {
            throw new CliFault("verification-failed", ExitCodes.VerificationFailed, $"'{id}' holds values that this console does not know") { Next = "use a newer console" };
        }
        var context = new MachineContext(caller, [], timeMs, height, id, session.Client.Verifier.Group.Genesis) { Members = [.. session.Client.Present.Merchants.Select(static merchant => merchant.Account)] };
        var open = machine.OpenTransitions(state, context);
        var facts = new List<(string, string)> { ("asset", id), ("machine", machine.Title is { } title ? $"{title} ({machine.Name})" : machine.Name), ("state", state.Name), ("owner", state.Owner.ToString()) };
        var values = new JsonObject();
        foreach (var (name, value) in state.Values.Items)
        {
            facts.Add((name, AssetValues.Text(value)));
            values[name] = AssetValues.Text(value);
        }
        facts.Add(("version", register.Version.ToString(CultureInfo.InvariantCulture)));
        facts.Add(("as of", $"{ReceiptViews.Time(timeMs)}, height {height} (verified here)"));
        var steps = new JsonArray();
        foreach (var step in open)
        {
            facts.Add(("you can " + step.Transition.Name, step.IsOpen ? Open(step) : "no: " + step.ClosedBecause));
            if (explain && step.IsOpen && !step.Transition.Inputs.IsEmpty)
            {
                facts.Add(("  it takes", string.Join(' ', step.Transition.Inputs.Select(static input => $"--set {input.Name}={input.Type}"))));
            }
            steps.Add((JsonNode)Step(step));
        }
        var data = new JsonObject
        {
            ["id"] = id,
            ["machine"] = machine.Name,
            ["state"] = state.Name,
            ["owner"] = state.Owner.ToString(),
            ["values"] = values,
            ["version"] = register.Version,
            ["height"] = height,
            ["asOf"] = ReceiptViews.Time(timeMs),
            ["transitions"] = steps,
        };
        var output = new CommandOutput(data, string.Empty) { Ids = [id] };
        if (explain)
        {
            output = await TellAsync(call, session, id, read, facts, output, cancellation);
        }
        return output with { Text = CommandOutput.Facts([.. facts]) };
    }

    public static async Task<(Register Register, long Height, long TimeMs)> FindAsync(GroupSession session, string id, CancellationToken cancellation)
    {
        var read = await ReadAsync(session, id, cancellation);
        return (read.Register!, read.Height, read.TimeMs);
    }

    /// <summary>The asset, which is there, as it is now.</summary>
    public static async Task<RegisterRead> ReadAsync(GroupSession session, string id, CancellationToken cancellation)
    {
        var read = Reading.Require(
            await session.Client.ReadLinearizableAsync(new RegisterKey(RegisterKind.Asset, id), cancellation: cancellation), $"the asset '{id}'");
        return read.Register is not null
            ? read
            : throw new CliFault("unknown-asset", ExitCodes.NotFound, $"there is no asset '{id}'")
            {
                Why = $"its absence at height {read.Height} was proven",
                Next = Suggestion.Before("check the id: ~/ stands for the prefix of your own key (--key); or scew asset create ID", id, session.Names.Of(NameKind.Asset)),
            };
    }

    /// <summary>Adds the newest of its history; without one the rest stands.</summary>
    private static async Task<CommandOutput> TellAsync(
        Call call, GroupSession session, string id, RegisterRead read, List<(string, string)> facts, CommandOutput output, CancellationToken cancellation)
    {
        var data = (JsonObject)output.Data;
        var (history, reason) = await AssetHistoryViews.ReadAsync(session, id, read, call.Value(AssetHistoryViews.From), ExplainedEntries, cancellation);
        if (history is null)
        {
            return output with { Warnings = [$"the history cannot be read: {reason}"] };
        }
        facts.Add(("history", $"told by {session.Client.NameOf(history.Merchant)}"));
        facts.AddRange(history.Entries.Select(entry => ("", AssetHistoryViews.Line(session, id, entry))));
        if (history.HasOlder)
        {
            facts.Add(("", $"older: scew asset history {id}"));
        }
        data["history"] = AssetHistoryViews.Entries(session, id, history);
        data["gaps"] = AssetHistoryViews.Gaps(history);
        return output with { Warnings = AssetHistoryViews.Warnings(session, history), ExitCode = history.IsFalse ? ExitCodes.VerificationFailed : 0 };
    }

    /// <summary>A guard's sentence says what is wrong or what is needed, as its author liked; so it is quoted.</summary>
    private static string Open(OpenTransition step) => step.Conditions.IsEmpty ? "yes" : $"yes, with the right inputs; else: {string.Join("; ", step.Conditions)}";

    private static JsonObject Step(OpenTransition step) => new()
    {
        ["transition"] = step.Transition.Name,
        ["open"] = step.IsOpen,
        ["closedBecause"] = step.ClosedBecause,
        ["by"] = step.Transition.Who.Name,
        ["conditions"] = new JsonArray([.. step.Conditions.Select(static condition => (JsonNode)condition)]),
        ["inputs"] = new JsonArray([.. step.Transition.Inputs.Select(static input => (JsonNode)$"{input.Name}: {input.Type}")]),
    };
}
