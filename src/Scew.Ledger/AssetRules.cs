using Scew.Ledger.Operations;
using Scew.Machines;
using Scew.Protocol;
using Scew.Protocol.Registers;

namespace Scew.Ledger;

/// <summary>What may happen to an asset or a machine's text.</summary>
internal sealed class AssetRules(LedgerParameters parameters)
{
    public string? Step(RegisterKey key, RegisterContent? before, ChangeCause.MachineStep cause, Func<string, Machine?> find, StepMemo? memo, out RegisterContent? after)
    {
        after = null;
        var asset = before as RegisterContent.Asset;
        var machine = find(cause.Machine);
        if (key.Kind != RegisterKind.Asset || machine is null || cause.Context.AssetId != key.Id || (before is not null && asset?.Machine != cause.Machine))
        {
            return "the step is not one of this asset's machine";
        }
        if (asset is null && cause.Transition != machine.Creating.Name)
        {
            return "an asset begins with its machine's creating transition";
        }
        var context = Whole(cause.Context);
        var result = memo is null
            ? machine.Step(asset?.State ?? machine.Start(context), cause.Transition, cause.Input, context)
            : memo.Step(machine, asset?.State, cause.Transition, cause.Input, context);
        return Take(result, machine, asset?.Version ?? 0, out after);
    }

    public string? Fire(RegisterKey key, RegisterContent? before, ChangeCause.TimerFired cause, Func<string, Machine?> find, StepMemo? memo, out RegisterContent? after)
    {
        after = null;
        if (before is not RegisterContent.Asset asset || asset.Machine != cause.Machine || find(cause.Machine) is not { } machine)
        {
            return "the timer is not one of this asset's machine";
        }
        if (!IsDue(asset, cause.Transition, cause.DueMs, cause.TimeMs))
        {
            return "only an armed timer fires, in a block whose time has come";
        }
        var context = ContextOf(key.Id, asset, cause.TimeMs, cause.Height);
        var fired = memo is null ? machine.Fire(asset.State, cause.Transition, context) : memo.Fire(machine, asset.State, cause.Transition, context);
        after = asset with { Version = asset.Version + 1, State = fired.State };
        return null;
    }

    /// <summary>What a transition that time takes knows.</summary>
    public MachineContext ContextOf(string assetId, RegisterContent.Asset asset, long timeMs, long height) =>
        Whole(new MachineContext(asset.State.Owner, [], timeMs, height, assetId, parameters.Genesis));

    public static string? Spend(RegisterContent? before, ChangeCause.TimerSpent cause, out RegisterContent? after)
    {
        after = null;
        if (before is not RegisterContent.Asset asset || asset.Machine != cause.Machine || !IsDue(asset, cause.Transition, cause.DueMs, cause.TimeMs))
        {
            return "only an armed timer is spent, in a block whose time has come";
        }
        after = asset with { Version = asset.Version + 1, State = Machine.Spend(asset.State, cause.Transition) };
        return null;
    }

    public string? Migrate(RegisterKey key, RegisterContent? before, ChangeCause.AssetMigrated cause, Func<string, Machine?> find, StepMemo? memo, out RegisterContent? after)
    {
        after = null;
        var context = Whole(cause.Context);
        if (before is not RegisterContent.Asset asset || asset.Machine != cause.From || cause.Context.AssetId != key.Id || find(cause.From) is not { } older
            || !(memo?.MayLeave(older, asset.State, context) ?? older.MayLeave(asset.State, context))
            || find(cause.To) is not { } machine || machine.Migrations.FirstOrDefault(one => one.From == cause.From) is not { } migration)
        {
            return "the machine declares no way from this asset's machine";
        }
        var result = memo is null ? machine.Migrate(asset.State, migration, context) : memo.Migrate(machine, asset.State, migration, context);
        return Take(result, machine, asset.Version, out after);
    }

    public static string? Deploy(RegisterKey key, RegisterContent? before, ChangeCause.MachineDeployed cause, out RegisterContent? after)
    {
        after = null;
        if (key.Kind != RegisterKind.Machine || before is not null || Machines.Language.MachineText.NameOf(cause.Text) != key.Id)
        {
            return "a machine is deployed once, under the hash of its text";
        }
        after = new RegisterContent.MachineText(1, cause.Owner, cause.Text);
        return null;
    }

    private static bool IsDue(RegisterContent.Asset asset, string transition, long dueMs, long timeMs) => asset.State.Timers.DueMs(transition) == dueMs && dueMs <= timeMs;

    private static string? Take(StepResult result, Machine machine, long version, out RegisterContent? after)
    {
        after = result is StepResult.Next next ? new RegisterContent.Asset(version + 1, machine.Name, next.State) : null;
        return result switch
        {
            StepResult.Next => null,
            StepResult.Refused refused => refused.Refusal.Message,
            _ => throw new InvariantException("a step leads on or is refused"),
        };
    }

    // The members are the same for every step of a group, so no change carries them.
    private MachineContext Whole(MachineContext context) => context with { Members = parameters.Members };
}
