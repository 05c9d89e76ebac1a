using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Cli.State;
using Scew.Machines;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.Cli.Commands;

/// <summary>An asset for people: where it stands, and what is open.</summary>
internal static class AssetViews
{
    public static async Task<CommandOutput> ShowAsync(Call call, Argument<string> idArgument, Option<string?> keyOption, bool explain, CancellationToken cancellation)
    {
        using var session = await GroupSession.OpenAsync(call, cancellation);
        var ring = new KeyRing(call, session.Profile);
        var caller = ring.AccountOf(ring.Choose(call.Value(keyOption)));
        var id = Ids.Expand(call.Value(idArgument), () => caller);
        var (register, height, timeMs) = await FindAsync(session, id, cancellation);
        var machine = await new MachineShelf(session).RequireAsync(register.Contract, cancellation);
        if (AssetRegister.ToState(register) is not { } state)
        {
            throw new CliFault("verification-failed", ExitCodes.VerificationFailed, $"'{id}' holds values that this console does not know") { Next = "use a newer console" };
        }
        var context = new MachineContext(caller, [], timeMs, height, id, session.Client.Verifier.Group.Genesis) { Members = [.. session.Genesis.Merchants.Select(static merchant => merchant.Account)] };
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
            facts.Add(("you can " + step.Transition.Name, step.IsOpen ? string.Join("; not if ", step.Conditions.Prepend("yes")) : "no: " + step.ClosedBecause));
            if (explain && step.IsOpen && !step.Transition.Inputs.IsEmpty)
            {
                facts.Add(("  it takes", string.Join(' ', step.Transition.Inputs.Select(static input => $"--set {input.Name}={input.Type}"))));
            }
            steps.Add((JsonNode)Step(step));
        }
        var history = new JsonArray();
        foreach (var receipt in explain ? ReceiptHistory.Touching(session, id) : [])
        {
            var operation = receipt.Request.Payload.Operation;
            var step = operation is AssetTransition transition ? transition.Transition : operation.Type;
            facts.Add(("history", $"{receipt.Height}.{receipt.Index} {ReceiptViews.Time(receipt.TimeMs)} {step}: {(receipt.Succeeded ? "ok" : receipt.Message)}"));
            history.Add((JsonNode)new JsonObject { ["position"] = $"{receipt.Height}.{receipt.Index}", ["time"] = ReceiptViews.Time(receipt.TimeMs), ["step"] = step, ["code"] = receipt.Code, ["requestId"] = receipt.RequestId.ToString() });
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
        if (explain)
        {
            data["history"] = history;
        }
        return new CommandOutput(data, CommandOutput.Facts([.. facts])) { Ids = [id] };
    }

    public static async Task<(Register Register, long Height, long TimeMs)> FindAsync(GroupSession session, string id, CancellationToken cancellation)
    {
        var read = Reading.Require(
            await session.Client.ReadLinearizableAsync(new RegisterKey(RegisterKind.Asset, id), cancellation: cancellation), $"the asset '{id}'");
        return read.Register is { } register
            ? (register, read.Height, read.TimeMs)
            : throw new CliFault("unknown-asset", ExitCodes.NotFound, $"there is no asset '{id}'")
            {
                Why = $"its absence at height {read.Height} was proven",
                Next = "scew asset create ID",
            };
    }

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
