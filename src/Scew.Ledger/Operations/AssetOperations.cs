using Scew.Machines;
using Scew.Protocol.Api;
using Scew.Protocol.Json;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.Ledger.Operations;

/// <summary>Assets with machines.</summary>
internal static class AssetOperations
{
    /// <summary>
    /// Most bytes of JSON that a result tells of an asset's values; larger ones are read from the register. Otherwise whoever fills a text with characters that JSON writes
    /// six times as long could make every further step of the asset too large for a receipt.
    /// </summary>
    private const int MaxValuesBytes = 96 * 1024;

    public static Refusal? Create(BlockScope scope, AssetCreate create, Authority authority, JsonWriter json)
    {
        if (IssuerOperations.MayCreate(scope, create.Id, authority) is { } refusal)
        {
            return refusal;
        }
        if (scope.Machine(create.Machine) is not { } machine)
        {
            return UnknownMachine(create.Machine);
        }
        var register = scope.Register(RegisterKind.Asset, create.Id);
        if (register.Content is RegisterContent.Asset existing)
        {
            return new Refusal(
                Codes.AlreadyExists, $"there is an asset '{create.Id}' already",
                RefusalDetail.Text("id", create.Id), RefusalDetail.Account("owner", existing.State.Owner));
        }
        return Finish(scope, create, register, machine, null, machine.Creating.Name, authority, json);
    }

    public static Refusal? Transition(BlockScope scope, AssetTransition transition, Authority authority, JsonWriter json)
    {
        var register = scope.Register(RegisterKind.Asset, transition.Id);
        if (register.Content is not RegisterContent.Asset asset)
        {
            return UnknownAsset(transition.Id);
        }
        if (scope.Machine(asset.Machine) is not { } machine)
        {
            return UnknownMachine(asset.Machine);
        }
        return Finish(scope, transition, register, machine, asset.State, transition.Transition, authority, json);
    }

    public static Refusal UnknownAsset(string id) => new(Codes.UnknownAsset, $"there is no asset '{id}'", RefusalDetail.Text("id", id));

    public static Refusal UnknownMachine(string name) => new(Codes.UnknownMachine, $"there is no machine '{name}'", RefusalDetail.Text("machine", name));

    public static MachineContext Context(BlockScope scope, string id, Authority authority) =>
        new(authority.Caller, authority.Rights.RemoveAt(0), scope.Block.TimeMs, scope.Block.Height, id, scope.Parameters.Genesis) { Members = scope.Parameters.Members };

    /// <summary>
    /// An asset after a step: <c>{"calls":[...],"events":[...],"id":...,"owner":...,"state":...,"timers":{...},"values":{...},"version":...}</c>; calls, events and timers only where there are
    /// any, values where they are not too large. By the calls a receipt proves of every asset that the request changed which versions it made.
    /// </summary>
    public static void Write(
        JsonWriter json, StepMemo memo, string id, RegisterContent.Asset asset, IReadOnlyList<CalledStep> calls, IReadOnlyList<(string AssetId, MachineEvent Event)> events)
    {
        json.StartObject();
        if (calls.Count > 0)
        {
            json.Name("calls").StartArray();
            foreach (var call in calls)
            {
                json.StartObject().Name("id").Text(call.AssetId).Name("transition").Text(call.Transition).Name("version").Number(call.Version).EndObject();
            }
            json.EndArray();
        }
        if (events.Count > 0)
        {
            json.Name("events").StartArray();
            foreach (var (source, happened) in events)
            {
                json.StartObject().Name("asset").Text(source).Name("name").Text(happened.Name).Name("values");
                RefusalDetail.WriteValues(json, happened.Values);
                json.EndObject();
            }
            json.EndArray();
        }
        json.Name("id").Text(id).Name("owner").Digest(asset.State.Owner.Thumbprint).Name("state").Text(asset.State.Name);
        WriteTimers(json, asset.State.Timers);
        if (memo.Json(asset.State.Values, MaxValuesBytes) is { } values)
        {
            json.Name("values").Raw(values);
        }
        json.Name("version").Number(asset.Version).EndObject();
    }

    private static Refusal? Finish(
        BlockScope scope, AssetStep step, WorkingRegister register, Machine machine, MachineState? state, string transition, Authority authority, JsonWriter json)
    {
        var context = Context(scope, step.Id, authority);
        var runner = new CallRunner(scope, authority, step.Allow, step.Calls);
        if (runner.Step(register, machine, state, transition, scope.Memo.Input(step), context) is { } refusal)
        {
            return refusal;
        }
        Write(json, scope.Memo, step.Id, (RegisterContent.Asset)register.Content!, runner.Called, runner.Events);
        return null;
    }

    private static void WriteTimers(JsonWriter json, ArmedTimers timers)
    {
        if (timers.IsEmpty)
        {
            return;
        }
        json.Name("timers").StartObject();
        foreach (var (transition, dueMs) in timers.Items)
        {
            json.Name(transition).Number(dueMs);
        }
        json.EndObject();
    }
}
