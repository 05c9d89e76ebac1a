using System.Collections.Immutable;

namespace Scew.Machines.Checking;

/// <summary>What was found somewhere deep, with as few steps as still show it: one step after the other is left out, from the end.</summary>
internal sealed class Shortener(Machine machine, PropertyWatch watch, CheckBounds bounds)
{
    private const int MostFindings = 24;

    private int _shortened;

    public long Operations { get; private set; }

    /// <summary>Adds the finding where it is new.</summary>
    public void Add(CheckFinding finding, FindingList findings)
    {
        if (findings.Has(finding.Code, finding.Subject, finding.Severity == CheckSeverity.Warning))
        {
            return;
        }
        if (_shortened++ < MostFindings)
        {
            finding = Shorten(finding);
        }
        findings.Add(finding);
    }

    /// <summary>The situation after a step that was tried, and what is wrong with the step.</summary>
    public Situation Follow(Situation at, ScriptStep done, TakenStep taken, StepChecks checks)
    {
        if (!taken.IsTaken)
        {
            checks.Refused(at, done, taken);
        }
        if (taken.Next is not { } after)
        {
            return at;
        }
        var (bits, broken, _) = taken.IsTaken ? watch.After(at, done, after.State.Name) : (at.Bits, 0, 0);
        checks.Properties(broken, at, done, after);
        return new Situation(after, bits, at, done, at.Depth + 1) { Called = at.Called || taken.CallsAssets || done.Older?.Reached?.Called == true };
    }

    /// <summary>What is wrong with a final state. Of others not all steps were tried, so they may have a way out.</summary>
    public void Standing(Situation at, StepChecks checks)
    {
        if (machine.FinalStates.Contains(at.Asset.State.Name))
        {
            checks.Standing(at, true, true);
        }
    }

    /// <summary>Most operations of a step by which an asset moves here.</summary>
    public static long MoveCost(Machine machine, ScriptStep step) => machine.Migrations.FirstOrDefault(one => one.From == step.Older?.Machine)?.Cost ?? 0;

    private CheckFinding Shorten(CheckFinding finding)
    {
        for (var at = finding.Steps.Length - 2; at > 0 && Operations < bounds.WalkOperations; at--)
        {
            if (Replay(finding, finding.Steps.RemoveAt(at)) is { } shorter)
            {
                finding = shorter;
                at = finding.Steps.Length - 1;
            }
        }
        return finding;
    }

    /// <summary>Lives the steps again and tells whether the same is found.</summary>
    private CheckFinding? Replay(CheckFinding finding, ImmutableArray<CheckStep> steps)
    {
        var found = new FindingList();
        var checks = new StepChecks(machine, watch, found);
        var at = new Situation(CheckedAsset.Begin(machine), 0, null, null, 0);
        foreach (var (step, _, _) in steps)
        {
            if (step.IsAlternative)
            {
                // What can happen at one moment stays as it was found.
                return null;
            }
            var next = step with { Height = at.Asset.Height + 1 };
            var taken = at.Asset.Take(machine, next);
            Operations += Explorer.AttemptCost + (machine.Find(step.Transition)?.Cost ?? MoveCost(machine, step)) / Coverage.OperationsPerUnit;
            at = Follow(at, next with { Expected = taken.Outcome }, taken, checks);
        }
        Standing(at, checks);
        return found.All().FirstOrDefault(one => one.Code == finding.Code && one.Subject == finding.Subject);
    }
}
