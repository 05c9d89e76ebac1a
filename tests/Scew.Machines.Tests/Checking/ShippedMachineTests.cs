using System.Diagnostics;
using Scew.Machines.Applications;
using Scew.Machines.Checking;
using Scew.Machines.Language;
using Xunit.Abstractions;

namespace Scew.Machines.Tests.Checking;

/// <summary>What ships can be deployed.</summary>
public sealed class ShippedMachineTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("lending")]
    [InlineData("points")]
    [InlineData("programme")]
    [InlineData("tool")]
    public void WhatShipsHasNoErrors(string name)
    {
        var machine = CheckThat.Compile(ShippedTexts.Find(name)!);
        var watch = Stopwatch.StartNew();
        var bounds = Environment.GetEnvironmentVariable("SCEW_CHECK_THOROUGH") == "1" ? CheckBounds.Thorough : CheckBounds.Deployment;
        var report = MachineChecker.Check(machine, bounds);
        output.WriteLine($"{name}: {watch.ElapsedMilliseconds} ms, {report.Explored.Operations} operations, {report.Explored}");
        foreach (var finding in report.Findings)
        {
            output.WriteLine(finding + "\n" + StepScriptTests.WithoutComments(finding.Script.Format()));
            CheckThat.Replays(machine, finding);
        }
        Assert.False(report.HasErrors);
    }

    /// <summary>The next version of what ships changes nothing but its name, and takes every asset over.</summary>
    [Theory]
    [InlineData("lending")]
    [InlineData("points")]
    [InlineData("programme")]
    [InlineData("tool")]
    public void WhatShipsMovesToItsNextVersion(string name)
    {
        var older = CheckThat.Compile(ShippedTexts.Find(name)! + "\nmovable by owner or any of members\n");
        Machine? Known(string found) => found == older.Name ? older : null;
        var way = string.Join(", ", older.States.Skip(1).Select(static state => $"{state} -> {state}"));
        var machine = MachineText.Compile($"{ShippedTexts.Find(name)}\nmigrate from \"{older.Name}\": {way}\n", Known).Machine!;
        var watch = Stopwatch.StartNew();
        var report = MachineChecker.Check(machine, CheckBounds.Deployment, Known);
        output.WriteLine($"{name}: {watch.ElapsedMilliseconds} ms, {report.Explored.Operations} operations, {report.Explored}\n{string.Join("\n", report.Notes)}");
        foreach (var finding in report.Findings)
        {
            output.WriteLine(finding + "\n" + finding.Script.Format());
            CheckThat.Replays(machine, finding);
        }
        Assert.False(report.HasErrors);
        // Assets as they are created come over at least.
        Assert.DoesNotContain(report.Notes, note => note.EndsWith("none that is " + older.Creating.To, StringComparison.Ordinal) || note.Contains($"none that is {older.Creating.To},", StringComparison.Ordinal));
    }
}
