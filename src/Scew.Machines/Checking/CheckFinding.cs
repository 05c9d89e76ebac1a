using System.Collections.Immutable;

namespace Scew.Machines.Checking;

/// <summary>
/// What is wrong with a machine. <paramref name="Code"/> is one of <see cref="CheckCodes"/>, <paramref name="Subject"/> the state, transition or property, <paramref name="Steps"/> the
/// shortest way from creation, or from an asset of an older machine, that shows it; empty where nothing can show it, because it never happens.
/// </summary>
public sealed record CheckFinding(CheckSeverity Severity, string Code, string Subject, string Message, ImmutableArray<CheckStep> Steps)
{
    /// <summary>The way as a test that can be saved and replayed.</summary>
    public StepScript Script => Steps.IsEmpty
        ? StepScript.Empty
        : new StepScript([Steps[0].Step with { Comments = [$"{Code}: {Message}", .. Steps[0].Step.Older?.Life ?? []] }, .. Steps.Skip(1).Select(static one => one.Step)]);

    /// <summary>One line without the steps.</summary>
    public override string ToString() => $"{(Severity == CheckSeverity.Error ? "error" : "warning")} {Code} {Subject}: {Message}";
}

/// <summary>One step of a way with the asset's state after it; a refused step leaves it as it was. <paramref name="Purse"/> is the balance of the asset's purse then.</summary>
public sealed record CheckStep(ScriptStep Step, MachineState After, long Purse);
