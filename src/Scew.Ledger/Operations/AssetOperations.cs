using System.Collections.Immutable;
using Scew.Machines;
using Scew.Protocol.Api;
using Scew.Protocol.Json;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.Ledger.Operations;

/// <summary>Assets with machines.</summary>
internal static class AssetOperations
{
    public static Refusal? Create(BlockScope scope, AssetCreate create, Authority authority, JsonWriter json)
    {
        if (IssuerOperations.MayCreate(scope, create.Id, authority) is { } refusal)
        {
            return refusal;
        }
        if (scope.Machines.Find(create.Machine) is not { } machine)
        {
            return new Refusal(Codes.UnknownMachine, $"there is no machine '{create.Machine}'", RefusalDetail.Text("machine", create.Machine));
        }
        var register = scope.Register(RegisterKind.Asset, create.Id);
        if (register.Content is RegisterContent.Asset existing)
        {
            return new Refusal(
                Codes.AlreadyExists, $"there is an asset '{create.Id}' already",
                RefusalDetail.Text("id", create.Id), RefusalDetail.Account("owner", existing.State.Owner));
        }
        var context = Context(scope, create.Id, authority);
        var input = MachineValues.From(create.Input);
        return Finish(scope, register, machine, machine.Start(context), machine.Creating.Name, input, context, json);
    }

    public static Refusal? Transition(BlockScope scope, AssetTransition transition, Authority authority, JsonWriter json)
    {
        var register = scope.Register(RegisterKind.Asset, transition.Id);
        if (register.Content is not RegisterContent.Asset asset)
        {
            return new Refusal(Codes.UnknownAsset, $"there is no asset '{transition.Id}'", RefusalDetail.Text("id", transition.Id));
        }
        if (scope.Machines.Find(asset.Machine) is not { } machine)
        {
            return new Refusal(Codes.UnknownMachine, $"there is no machine '{asset.Machine}'", RefusalDetail.Text("machine", asset.Machine));
        }
        var context = Context(scope, transition.Id, authority);
        return Finish(scope, register, machine, asset.State, transition.Transition, MachineValues.From(transition.Input), context, json);
    }

    private static MachineContext Context(BlockScope scope, string id, Authority authority) =>
        new(authority.Caller, authority.Rights.RemoveAt(0), scope.Block.TimeMs, scope.Block.Height, id, scope.Parameters.Genesis);

    private static Refusal? Finish(
        BlockScope scope, WorkingRegister register, Machine machine, MachineState state, string transition, MachineValues input, MachineContext context,
        JsonWriter json)
    {
        if (machine.Step(state, transition, input, context) is StepResult.Refused refused)
        {
            return Explain(register.Key.Id, refused.Refusal);
        }
        var next = (RegisterContent.Asset)scope.Registers.Write(register, new ChangeCause.MachineStep(machine.Name, transition, input, context));
        json.StartObject()
            .Name("id").Text(register.Key.Id)
            .Name("owner").Digest(next.State.Owner.Thumbprint)
            .Name("state").Text(next.State.Name);
        WriteTimers(json, next.State.Timers);
        json.Name("values");
        RefusalDetail.WriteValues(json, next.State.Values);
        json.Name("version").Number(next.Version).EndObject();
        return null;
    }

    /// <summary>Only where there are any.</summary>
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

    private static Refusal Explain(string id, MachineRefusal refusal)
    {
        var details = ImmutableArray.CreateBuilder<RefusalDetail>();
        details.Add(RefusalDetail.Text("id", id));
        details.Add(RefusalDetail.Account("owner", refusal.State.Owner));
        details.Add(RefusalDetail.Text("state", refusal.State.Name));
        details.Add(RefusalDetail.Text("transition", refusal.Transition));
        details.Add(RefusalDetail.Values("values", refusal.State.Values));
        if (refusal.Input is not null)
        {
            details.Add(RefusalDetail.Text("input", refusal.Input));
        }
        if (!refusal.AllowedFrom.IsDefaultOrEmpty)
        {
            details.Add(RefusalDetail.Texts("allowedFrom", refusal.AllowedFrom));
        }
        return new Refusal(refusal.Code, refusal.Message, details.ToImmutable(), []);
    }
}
