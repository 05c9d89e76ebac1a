using Scew.Machines.Checking;
using Scew.Machines.Language;

namespace Scew.Machines.Tests.Checking;

/// <summary>Reports as texts: findings as one line each, and the steps of the first as a file without its comment.</summary>
internal static class CheckThat
{
    public static Machine Compile(string text)
    {
        var compiled = MachineText.Compile(text);
        Assert.Empty(compiled.Faults);
        return compiled.Machine!;
    }

    /// <summary>All findings, then the steps of the first; and every way can be saved, read and replayed.</summary>
    public static void Finds(string text, params string[] expected)
    {
        var machine = Compile(text);
        var report = MachineChecker.Check(machine, CheckBounds.Deployment);
        var first = report.Findings.IsEmpty ? string.Empty : StepScriptTests.WithoutComments(report.Findings[0].Script.Format());
        var actual = string.Concat(report.Findings.Select(static finding => finding + "\n")) + first;
        Assert.Equal(string.Concat(expected.Select(static line => line + "\n")), actual);
        Assert.True(report.Explored.IsExhaustive, report.Explored.ToString());
        Assert.All(report.Findings, finding => Replays(machine, finding));
    }

    public static void Replays(Machine machine, CheckFinding finding)
    {
        if (finding.Steps.IsEmpty)
        {
            return;
        }
        var saved = finding.Script.Format();
        var (script, fault) = StepScript.Parse(saved);
        Assert.Null(fault);
        Assert.Equal(saved, script!.Format());
        var run = script.Run(machine);
        Assert.True(run.Passed, saved);
        Assert.Equal(finding.Steps.Select(static step => (step.After, step.Purse)), run.Lines.Select(static line => (line.After, line.Purse)));
    }
}
