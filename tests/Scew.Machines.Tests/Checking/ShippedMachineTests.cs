using System.Diagnostics;
using Scew.Machines.Applications;
using Scew.Machines.Checking;
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
}
