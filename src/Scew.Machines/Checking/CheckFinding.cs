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

    /// <summary>Lines of <see cref="Script"/> without the first, which says again what was found; further comments tell what an asset was before it moved here.</summary>
    public ImmutableArray<string> Lines => [.. Script.Format().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)];

    /// <summary><c>error</c> or <c>warning</c>.</summary>
    public string SeverityName => Severity == CheckSeverity.Error ? "error" : "warning";

    /// <summary>One line without the steps.</summary>
    public override string ToString() => $"{SeverityName} {Code} {Subject}: {Message}";
}

/// <summary>One step of a way with the asset's state after it; a refused step leaves it as it was. <paramref name="Purse"/> is the balance of the asset's purse then.</summary>
public sealed record CheckStep(ScriptStep Step, MachineState After, long Purse);
