using System.Diagnostics;
using System.Text;
using Scew.Machines.Applications;
using Scew.Machines.Checking;
using Scew.Machines.Language;
using Xunit.Abstractions;

namespace Scew.Machines.Tests.Checking;

/// <summary>Whatever the machine, a check costs what its bounds say, and it comes to the same everywhere.</summary>
public sealed class HostileMachineTests(ITestOutputHelper output)
{
    private const int MostFindings = 1000;

    public static TheoryData<string> Names => [.. Machines().Select(static one => one.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void ACheckCostsWhatItsBoundsSay(string name)
    {
        var compiled = MachineText.Compile(Machines().First(one => one.Name == name).Text);
        Assert.Empty(compiled.Faults);
        var bounds = CheckBounds.Deployment;
        var first = MachineChecker.Check(compiled.Machine!, bounds);
        var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        var report = MachineChecker.Check(compiled.Machine!, bounds);
        watch.Stop();
        process.Refresh();
        output.WriteLine($"{name}: {watch.ElapsedMilliseconds} ms, {(process.TotalProcessorTime - before).TotalMilliseconds:0} ms of processor, {report.Explored.Operations} operations, {report.Explored}, {report.Findings.Length} findings");
        Assert.InRange(report.Explored.Operations, 1, bounds.Operations + bounds.ScoutOperations + 2 * bounds.WalkOperations + 20_000);
        Assert.InRange(report.Findings.Length, 0, MostFindings);
        // Some forty times what it takes on an idle machine.
        Assert.InRange(watch.ElapsedMilliseconds, 0, 8000);
        Assert.Equal(Shown(first), Shown(report));
        Assert.All(report.Findings, finding => CheckThat.Replays(compiled.Machine!, finding));
    }

    /// <summary>Each hostile machine once more as the older one, so that the newer pays for both.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void ACheckOfWhatMovedCostsWhatItsBoundsSay(string name)
    {
        var text = Machines().First(one => one.Name == name).Text;
        var older = CheckThat.Compile(text + "\nmovable by owner or any of members\n");
        var states = string.Join(", ", older.States.Skip(1).Take(16).Select(static one => $"{one} -> {one}"));
        Machine? Known(string found) => found == older.Name ? older : null;
        var machine = MachineText.Compile($"{text}\nmigrate from \"{older.Name}\": {states}\n", Known).Machine!;
        var bounds = CheckBounds.Deployment;
        var watch = Stopwatch.StartNew();
        var report = MachineChecker.Check(machine, bounds, Known);
        output.WriteLine($"{name}: {watch.ElapsedMilliseconds} ms, {report.Explored.Operations} operations, {report.Explored}, {report.Findings.Length} findings, {string.Join(", ", report.Notes)}");
        Assert.InRange(report.Explored.Operations, 1, bounds.Operations + bounds.ScoutOperations + 2 * bounds.WalkOperations + 40_000);
        Assert.InRange(watch.ElapsedMilliseconds, 0, 8000);
        Assert.Equal(Shown(report), Shown(MachineChecker.Check(machine, bounds, Known)));
        Assert.All(report.Findings, finding => CheckThat.Replays(machine, finding));
    }

    [Fact]
    public void TheSeedAloneDecidesTheRandomSearch()
    {
        var machine = CheckThat.Compile(Machines().First(static one => one.Name == "counter").Text);
        var bounds = CheckBounds.Deployment with { Operations = 20_000 };
        Assert.Equal(Shown(MachineChecker.Check(machine, bounds)), Shown(MachineChecker.Check(machine, bounds)));
        Assert.NotEqual(MachineChecker.Check(machine, bounds).Explored, MachineChecker.Check(machine, bounds with { Seed = 2 }).Explored);
    }

    [Fact]
    public void TheRandomSearchFindsWhatLiesDeepAndShortensIt()
    {
        var machine = CheckThat.Compile(Machines().First(static one => one.Name == "counter").Text);
        var report = MachineChecker.Check(machine, CheckBounds.Deployment with { Depth = 3, WalkOperations = 2_000_000 });
        var finding = Assert.Single(report.Findings, static one => one.Code == CheckCodes.InvariantBroken);
        Assert.InRange(finding.Steps.Length, 5, 13);
        Assert.All(finding.Steps.Skip(1), static step => Assert.Equal("add", step.Step.Transition));
        CheckThat.Replays(machine, finding);
    }

    [Fact]
    public void TheToolIsCheckedQuickly()
    {
        var compiled = CheckThat.Compile(PassingMachineTests.Tool);
        foreach (var machine in new[] { compiled, EShare.Machine, compiled, EShare.Machine })
        {
            var watch = Stopwatch.StartNew();
            var report = MachineChecker.Check(machine, CheckBounds.Deployment);
            output.WriteLine($"{watch.ElapsedMilliseconds} ms, {report.Explored.Operations} operations, {report.Explored}");
        }
    }

    private static string Shown(CheckReport report) =>
        string.Concat(report.Findings.Select(static finding => finding + "\n" + finding.Script.Format())) + report.Explored;

    private static IEnumerable<(string Name, string Text)> Machines()
    {
        yield return ("counter", """
            machine Counter
            value total: int, holder: account
            states Start, Open
            transition create: Start -> Open
              effect total := 0, holder := caller
            transition add: Open -> Open (points: int)
              guard input.points >= 0 and input.points <= 3 else "0 to 3"
              effect total := total + input.points
            transition pass: Open -> Open (to: account)
              by holder else "the holder passes it on"
              effect holder := input.to
            invariant total < 12 else "less than 12"
            """);
        yield return ("states and transitions", States());
        yield return ("long lists", """
            machine Lists
            value items: list(int, 24)
            states Start, Open
            transition create: Start -> Open
            transition add: Open -> Open (more: list(int, 24))
              guard (sum x in items: sum y in input.more: x * y) >= 0 - 1 else "too many"
              effect items := items + input.more
            """);
        yield return ("inputs", Inputs());
        yield return ("timers", Timers());
        yield return ("durations", Durations());
        yield return ("deep values", """
            machine Deep
            record Leaf: name: text(100), worth: amount?, who: account
            value trees: map(account, Leaf, 40), leaves: list(Leaf, 40)
            states Start, Open
            transition create: Start -> Open
            transition put1: Open -> Open (key: account, leaf: Leaf)
              guard size(trees) < 40 else "full"
              effect trees := put(trees, input.key, input.leaf), leaves := leaves + [input.leaf] + values(trees)
            transition cut: Open -> Open (key: account)
              guard input.key in trees else "no such tree"
              effect trees := remove(trees, input.key)
            """);
        yield return ("texts", Texts());
        yield return ("arithmetic", Arithmetic());
        yield return ("signers", """
            machine Signers
            value a: account, b: account, c: account, d: account
            states Start, Open
            transition create: Start -> Open
              effect a := caller, b := caller, c := caller, d := caller
            transition swap: Open -> Open (x: account, y: account, z: account, w: account)
              by 4 of members or (a and b and c and d) else "all sign"
              guard caller != input.x or input.y != input.z or size(signers) > 3 else "no"
              effect a := input.x, b := input.y, c := input.z, d := input.w
            """);
    }

    private static string States()
    {
        var text = new StringBuilder("machine Many\nvalue n: int, owner2: account\nstates S0");
        for (var i = 1; i < 64; i++)
        {
            text.Append($", S{i}");
        }
        text.Append("\ntransition t0: S0 -> S1\n  effect n := 0, owner2 := caller\n");
        for (var i = 1; i < 64; i++)
        {
            text.Append($"transition t{i}: {string.Join(", ", Enumerable.Range(1, 63).Select(static one => $"S{one}"))} -> S{i} (x: int, to: account)\n");
            text.Append($"  guard input.x > n - {i} else \"no\"\n  effect n := n + input.x, owner2 := input.to\n");
        }
        return text.ToString();
    }

    private static string Arithmetic()
    {
        var row = string.Join('+', Enumerable.Repeat("n", 45));
        var text = new StringBuilder("machine Sums\nvalue n: int\nstates Start, Open\ntransition create: Start -> Open\n  effect n := 1\n");
        for (var i = 0; i < 7; i++)
        {
            text.Append($"transition t{i}: Open -> Open (x: int)\n");
            for (var j = 0; j < 40; j++)
            {
                text.Append($"  guard {row}<{i + j + 1000000}\n");
            }
            text.Append("  guard input.x < 1000 and input.x > -1000\n  effect n := input.x\n");
        }
        return text.ToString();
    }

    private static string Inputs()
    {
        var names = Enumerable.Range(0, 32).Select(static one => $"i{one}").ToArray();
        return $"""
            machine Inputs
            value last: int
            states Start, Open
            transition create: Start -> Open
              effect last := 0
            transition add: Open -> Open ({string.Join(", ", names.Select(static one => one + ": int"))})
              guard {string.Join(" and ", names.Select(static one => $"input.{one} >= last"))} else "less"
              effect last := {string.Join(" + ", names.Select(static one => $"input.{one}"))}
            """;
    }

    private static string Timers()
    {
        var text = new StringBuilder("machine Timers\nvalue ");
        text.AppendJoin(", ", Enumerable.Range(0, 60).Select(static one => $"d{one}: time"));
        text.Append("\nstates Start, Open, ").AppendJoin(", ", Enumerable.Range(0, 30).Select(static one => $"S{one}"));
        text.Append("\ntransition create: Start -> Open (at: time)\n  effect ").AppendJoin(", ", Enumerable.Range(0, 60).Select(static one => $"d{one} := input.at")).Append('\n');
        for (var i = 0; i < 60; i++)
        {
            // At most 16 are automatic; the others do the same by hand.
            text.Append($"transition t{i}: Open -> {(i % 2 == 0 ? "Open" : "S" + i / 2)}\n  {(i < 16 ? "automatic when" : "guard")} now >= d{i}\n  guard now > d{(i + 1) % 60} + {i} days else \"early\"\n  effect d{i} := now + {i + 1} hours\n");
        }
        return text.ToString();
    }

    private static string Durations()
    {
        var text = new StringBuilder("machine Durations\nvalue t: list(time, 30)\nstates Start, Open\ntransition create: Start -> Open\n");
        text.Append("transition add: Open -> Open (x: time, y: time)\n  effect t := t + [input.x, input.y]\n");
        text.Append("transition look: Open -> Open\n  guard any x in t: ").AppendJoin(" or ", Enumerable.Range(1, 20).Select(static one => $"now > x + {one * 37} minutes")).Append('\n');
        return text.ToString();
    }

    private static string Texts()
    {
        var text = new StringBuilder("machine Texts\nvalue t: text(1024)\nstates Start, Open\ntransition create: Start -> Open (t: text(1024))\n  effect t := input.t\n");
        for (var i = 0; i < 24; i++)
        {
            text.Append($"transition t{i}: Open -> Open (x: text(1024))\n  guard input.x != t and t != \"{new string((char)('a' + i), 900)}\" else \"same\"\n  effect t := input.x\n");
        }
        return text.ToString();
    }
}
