using System.Collections.Immutable;
using Scew.Protocol.Api;

namespace Scew.Machines.Checking;

/// <summary>What is wrong with single steps and single situations.</summary>
internal sealed class StepChecks(Machine machine, PropertyWatch watch, FindingList findings)
{
    private readonly ImmutableArray<Transition> _automatic = [.. machine.Transitions.Where(static one => one.Automatic is not null)];
    private readonly ImmutableArray<MachineProperty> _exclusive = [.. machine.Properties.Where(static one => one.Kind == MachineProperty.Excludes)];

    /// <summary>A refusal that no guard gives.</summary>
    public void Refused(Situation situation, ScriptStep step, TakenStep taken)
    {
        var byTime = step.Caller is null;
        var (severity, code, subject, message) = taken.Code switch
        {
            MachineRefusal.InvariantRefused or MachineRefusal.Overflow when step.Older is { } older =>
                (CheckSeverity.Warning, CheckCodes.MigrationRefused, $"{older.State.Name} of {older.Machine}", $"an asset that is {older.State.Name} cannot move here: {taken.Message}"),
            MachineRefusal.InvariantRefused =>
                (CheckSeverity.Error, CheckCodes.InvariantBroken, $"{step.Transition}: {taken.Message}", $"'{step.Transition}' passes its guards and breaks the invariant \"{taken.Message}\""),
            Codes.InsufficientBalance => (CheckSeverity.Error, CheckCodes.PurseOverdrawn, step.Transition, $"'{step.Transition}' takes more from the purse than was paid to it: {taken.Message}"),
            MachineRefusal.Overflow when byTime =>
                (situation.Called ? CheckSeverity.Warning : CheckSeverity.Error, CheckCodes.Overflow, step.Transition, $"time takes '{step.Transition}', which comes to nothing, and its timer is gone: {taken.Message}"),
            MachineRefusal.Overflow => (CheckSeverity.Warning, CheckCodes.Overflow, step.Transition, $"'{step.Transition}' is refused without a guard's sentence: {taken.Message}"),
            _ => (CheckSeverity.Warning, string.Empty, string.Empty, string.Empty),
        };
        // No block is ever that late.
        var isNever = step.NowMs > CheckCast.EndMs && code == CheckCodes.Overflow;
        if (code.Length > 0 && !isNever && !findings.Has(code, subject, IsGuess(situation, step)))
        {
            var after = taken.Next ?? situation.Asset;
            findings.Add(severity, code, subject, message, situation.Life(new CheckStep(step, after.State, after.Purse)));
        }
    }

    /// <summary>Properties that the step broke.</summary>
    public void Properties(ulong broken, Situation situation, ScriptStep step, CheckedAsset after)
    {
        for (var i = 0; broken != 0; i++, broken >>= 1)
        {
            if ((broken & 1) == 0)
            {
                continue;
            }
            var property = watch[i];
            var code = property.Kind == MachineProperty.NeverAfter ? CheckCodes.NeverAfter : CheckCodes.OnlyAfter;
            if (!findings.Has(code, property.ToString(), IsGuess(situation, step)))
            {
                var message = property.Kind == MachineProperty.NeverAfter ? $"{property.First} happens after {property.Second}" : $"{property.First} happens, and {property.Second} did not before";
                findings.Add(CheckSeverity.Error, code, property.ToString(), message, situation.Life(new CheckStep(step, after.State, after.Purse)));
            }
        }
    }

    /// <summary>Steps that can be taken at the same moment and should not.</summary>
    public void Together(Situation situation, OpenSteps open)
    {
        foreach (var property in _exclusive)
        {
            if (!findings.Has(CheckCodes.NotExclusive, property.ToString()))
            {
                foreach (var (first, second) in open.Pairs(property.First, property.Second).Take(1))
                {
                    findings.Add(
                        CheckSeverity.Error, CheckCodes.NotExclusive, property.ToString(), $"{property.First} and {property.Second} can be taken at the same moment", Both(situation, first, second));
                }
            }
        }
        var timers = situation.Asset.State.Timers;
        if (timers.Items.Count < 2)
        {
            return;
        }
        var next = situation.Asset.NextDueMs;
        string[] due = [.. _automatic.Where(one => timers.DueMs(one.Name) == next).Select(static one => one.Name)];
        for (var i = 0; i < due.Length; i++)
        {
            for (var j = i + 1; j < due.Length; j++)
            {
                foreach (var (first, second) in open.Pairs(due[i], due[j]).Take(1))
                {
                    AtOnce(situation, first, second);
                }
            }
        }
    }

    /// <summary>A situation from which nothing leads on.</summary>
    public void Standing(Situation situation, bool isFinal, bool isProof)
    {
        var (state, purse) = (situation.Asset.State.Name, situation.Asset.Purse);
        if (situation.Ways > 0 || situation.Step is null)
        {
            return;
        }
        if (isFinal && purse > 0 && !findings.Has(CheckCodes.MoneyLeft, state, situation.IsGuess))
        {
            findings.Add(CheckSeverity.Error, CheckCodes.MoneyLeft, state, $"{purse} stays in the purse of an asset that is {state}, and nothing leads on from there", situation.Life());
        }
        if (!isFinal && !findings.Has(CheckCodes.NoWayOut, state, situation.IsGuess))
        {
            var severity = situation.IsCut || !isProof ? CheckSeverity.Warning : CheckSeverity.Error;
            findings.Add(severity, CheckCodes.NoWayOut, state, $"an asset can be {state} with no step that leads on, and {state} is not declared final", situation.Life());
        }
    }

    private void AtOnce(Situation situation, (ScriptStep Step, CheckedAsset After) first, (ScriptStep Step, CheckedAsset After) second)
    {
        var subject = $"{first.Step.Transition}, {second.Step.Transition}";
        if (first.After.State.Name == second.After.State.Name || findings.Has(CheckCodes.AmbiguousTime, subject))
        {
            return;
        }
        // Two that are late when they are armed fall on the same moment 60 seconds later, though their times differ.
        var meant = Due(first.Step, situation) == Due(second.Step, situation);
        var message = $"time can take '{first.Step.Transition}' and '{second.Step.Transition}' at the same moment, and they lead to {first.After.State.Name} and {second.After.State.Name}; "
            + "it takes the one whose name comes first";
        findings.Add(meant ? CheckSeverity.Error : CheckSeverity.Warning, CheckCodes.AmbiguousTime, subject, message, Both(situation, first, second));
    }

    private static bool IsGuess(Situation situation, ScriptStep step) => situation.IsGuess || step.IsGuess;

    private long? Due(ScriptStep step, Situation situation) => machine.Find(step.Transition)!.Automatic!.DueMs(situation.Asset.State);

    private static ImmutableArray<CheckStep> Both(Situation situation, (ScriptStep Step, CheckedAsset After) first, (ScriptStep Step, CheckedAsset After) second) => situation.Life(
        new CheckStep(first.Step, first.After.State, first.After.Purse),
        new CheckStep(second.Step with { IsAlternative = true }, second.After.State, second.After.Purse));
}
