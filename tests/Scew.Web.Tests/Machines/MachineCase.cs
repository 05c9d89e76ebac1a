using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Scew.Machines;
using Scew.Protocol;
using Scew.Protocol.Json;
using Scew.Protocol.Requests;

namespace Scew.WebTests.Machines;

/// <summary>A state of an asset, who signs, and a step that is tried: as the page is asked, and what the machine answers.</summary>
internal sealed record MachineCase(JsonObject Question, JsonObject Answer)
{
    public static MachineCase Of(Machine machine, MachineState state, string transition, MachineValues input, MachineContext context) => new(
        new JsonObject
        {
            ["register"] = RegisterOf(machine, state, context.AssetId),
            ["context"] = ContextOf(context),
            ["transition"] = transition,
            ["input"] = Named(input),
        },
        new JsonObject
        {
            ["state"] = State(state),
            ["open"] = Array(machine.OpenTransitions(state, context).Select(Open)),
            ["due"] = Array(machine.Transitions.Where(static one => one.Automatic is not null).Select(one => Pair(one.Name, Due(one, state)))),
            ["step"] = Step(machine.Step(state, transition, input, context)),
        });

    public static JsonObject RegisterOf(Machine machine, MachineState state, string id) => new()
    {
        ["id"] = id,
        ["contract"] = machine.Name,
        ["state"] = state.Name,
        ["owner"] = state.Owner.ToString(),
        ["value"] = state.Name == machine.States[0] ? null : new JsonObject { ["base64url"] = Base64Url.Encode(AssetRegister.ToRegister(id, 1, machine.Name, state).Value) },
    };

    public static JsonObject ContextOf(MachineContext context) => new()
    {
        ["signers"] = Array(context.CoSigners.Prepend(context.Caller).Select(static one => (JsonNode)one.ToString())),
        ["now"] = context.TimeMs,
        ["height"] = context.Height,
        ["group"] = context.Group.ToString(),
        ["members"] = Array(context.Members.Select(static one => (JsonNode)one.ToString())),
        ["callerMachine"] = context.CallerMachine,
    };

    public static JsonNode Json(MachineValue value)
    {
        var json = new JsonWriter(64 * 1024);
        MachineValueJson.Write(json, value);
        return JsonNode.Parse(json.Written)!;
    }

    private static string Due(Transition transition, MachineState state) =>
        transition.From.Contains(state.Name) && transition.Automatic!.DueMs(state) is { } due ? due.ToString(CultureInfo.InvariantCulture) : "never";

    private static JsonNode Open(OpenTransition open) => new JsonObject
    {
        ["name"] = open.Transition.Name,
        ["open"] = !open.IsOpen ? false : open.Conditions.IsEmpty ? true : "depends on inputs",
        ["why"] = open.ClosedBecause,
        ["conditions"] = Array(open.IsOpen ? open.Conditions.Select(static one => (JsonNode)one) : []),
    };

    private static JsonNode Step(StepResult result) => result switch
    {
        StepResult.Next next => new JsonObject
        {
            ["state"] = State(next.State),
            ["takes"] = next.Takes.ToString(CultureInfo.InvariantCulture),
            ["calls"] = Array(next.Calls.Select(static call => (JsonNode)(call switch
            {
                MachineCall.Asset asset => new JsonArray(asset.Id, asset.Transition, Named(asset.Input)),
                MachineCall.Payment payment => new JsonArray(payment.From, payment.To, payment.Amount.ToString(CultureInfo.InvariantCulture)),
                _ => throw new InvalidOperationException("a call is one of the two"),
            }))),
            ["events"] = Array(next.Events.Select(static one => (JsonNode)new JsonArray(one.Name, Named(one.Values)))),
        },
        StepResult.Refused { Refusal: var refusal } => new JsonObject
        {
            ["code"] = refusal.Code,
            ["message"] = refusal.Message,
            ["input"] = refusal.Input,
            ["because"] = Array(refusal.Because.Select(static look => (JsonNode)new JsonArray(look.Text, Json(look.Value)))),
            ["allowedFrom"] = Array((refusal.AllowedFrom.IsDefault ? ImmutableArray<string>.Empty : refusal.AllowedFrom).Select(static one => (JsonNode)one)),
        },
        _ => throw new InvalidOperationException("a step leads on or is refused"),
    };

    private static JsonObject State(MachineState state) => new()
    {
        ["name"] = state.Name,
        ["owner"] = state.Owner.ToString(),
        ["values"] = Named(state.Values),
        ["due"] = new JsonObject(state.Timers.Items.Select(static one => KeyValuePair.Create(one.Key, (JsonNode?)one.Value.ToString(CultureInfo.InvariantCulture)))),
        ["firings"] = state.Timers.Firings,
    };

    /// <summary>What a register's value holds.</summary>
    public static JsonObject Held(MachineState state)
    {
        var held = State(state);
        held.Remove("name");
        held.Remove("owner");
        return held;
    }

    private static JsonObject Named(MachineValues values) => new(values.Items.Select(static one => KeyValuePair.Create(one.Key, (JsonNode?)Json(one.Value))));

    private static JsonArray Pair(string first, string second) => new(first, second);

    private static JsonArray Array(IEnumerable<JsonNode> nodes) => new([.. nodes]);
}
