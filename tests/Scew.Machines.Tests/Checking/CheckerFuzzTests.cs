using System.Text;
using Scew.Machines.Applications;
using Scew.Machines.Checking;
using Scew.Machines.Language;
using Scew.Machines.Tests.Language;

namespace Scew.Machines.Tests.Checking;

/// <summary>Random and changed machines in the checker, and changed step files: nothing throws, costs stay within bounds, and what is found can be shown again.</summary>
public sealed class CheckerFuzzTests
{
    private static readonly CheckBounds Small = new(200, 12, 60, 60_000, 30_000, 20_000, 1);

    private static readonly string[] Words =
    [
        "now", "caller", "owner", "0", "1", "-1", "9223372036854775807", "none", "and", "or", "not", "+", "-", "*", "/", "<", ">=", "=", "!=", "1 day", "1 ms", "true", "false", "input", "old", "purse",
        "guard", "by", "effect", "automatic when now >=", "invariant", "final", "property never", "callerMachine", "machine", "members", "height", "signers", "any of members", "2 of members",
    ];

    private const string Odd = "\"()[]{}:,@->0x9 \u202e\ud800\\#";

    [Fact]
    public void RandomMachinesAreChecked()
    {
        var (machines, found) = (0, new SortedSet<string>(StringComparer.Ordinal));
        Fuzz.Run(40, 2, random =>
        {
            if (MachineText.Compile(new RandomMachines(random).Next()).Machine is { } machine)
            {
                machines++;
                Check(machine, random, found);
            }
        });
        Assert.True(machines > 30 && found.Count >= 4, $"{machines} machines, {string.Join(", ", found)}");
    }

    [Fact]
    public void RandomMachinesThatMigrateAreChecked()
    {
        var (moved, found) = (0, new SortedSet<string>(StringComparer.Ordinal));
        Fuzz.Run(41, 2, random =>
        {
            var texts = new RandomMachines(random);
            if (MachineText.Compile(texts.NextMovable()).Machine is { } older
                && MachineText.Compile(texts.NextAfter(older.Name), name => name == older.Name ? older : null).Machine is { } machine)
            {
                moved += Check(machine, random, found, name => name == older.Name ? older : null).Explored.Moved;
            }
        });
        Assert.True(moved > 20, $"{moved} moved, {string.Join(", ", found)}");
    }

    [Fact]
    public void ChangedTextsThatShipAreChecked() => Fuzz.Run(42, 2, random =>
    {
        var text = new StringBuilder(random.Next(4) == 0 ? PassingMachineTests.Tool : ShippedTexts.Find(ShippedTexts.Names[random.Next(ShippedTexts.Names.Count)]));
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var (from, to) = (Words[random.Next(Words.Length)], Words[random.Next(Words.Length)]);
            var at = text.ToString().IndexOf(from, random.Next(text.Length), StringComparison.Ordinal);
            if (at >= 0)
            {
                text.Remove(at, from.Length).Insert(at, to);
            }
        }
        if (MachineText.Compile(text.ToString()).Machine is { } machine)
        {
            Check(machine, random, []);
        }
    });

    /// <summary>What a file says is tried or told; nothing of it is believed.</summary>
    [Fact]
    public void ChangedStepFilesAreReadAndRun()
    {
        var (read, refused) = (0, 0);
        var older = CheckThat.Compile(PassingMachineTests.Tool + "\nmovable by owner\n");
        var way = string.Join(", ", older.States.Skip(1).Select(static state => $"{state} -> {state}"));
        var machine = MachineText.Compile($"{PassingMachineTests.Tool}\nmigrate from \"{older.Name}\": {way}\n", _ => older).Machine!;
        var lines = Script(machine, older).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Fuzz.Run(43, 2, random =>
        {
            var text = new StringBuilder(string.Join('\n', lines.OrderBy(_ => random.Next()).Take(random.Next(1, 6))));
            for (var i = random.Next(4); i > 0; i--)
            {
                var at = random.Next(text.Length);
                var length = Math.Min(random.Next(1, 8), text.Length - at);
                _ = random.Next(3) switch
                {
                    0 => text.Remove(at, length),
                    1 => text.Insert(at, Odd[random.Next(Odd.Length)]),
                    _ => text.Insert(random.Next(text.Length), text.ToString(at, length)),
                };
            }
            var (script, fault) = StepScript.Parse(text.ToString());
            Assert.Equal(script is null, fault is not null);
            refused += script is null ? 1 : 0;
            read += script is null ? 0 : 1;
            if (script is not null)
            {
                var (again, wrong) = StepScript.Parse(script.Format());
                Assert.True(again?.Format() == script.Format(), $"{wrong}\n{script.Format()}\n{text}");
                _ = script.Run(machine);
                _ = script.Run(older);
            }
        });
        Assert.True(read > 40 && refused > 40, $"{read} read, {refused} refused");
    }

    private static string Script(Machine machine, Machine older)
    {
        var report = MachineChecker.Check(machine, Small, name => name == older.Name ? older : null);
        var create = "at 2027-01-15T08:00:00Z @anna takes create(deposit: 5, title: \"a\") -> Ready\nat 2027-01-15T08:00:00Z @anna migrates Ready(deposit: 5, dueBack: none, holder: @anna, title: \"a\") with 5 from \"OLD\" -> Ready\n"
            + "at 2027-01-15T08:00:00Z time takes create -> Ready\nat 2027-01-15T08:00:00.001Z height 9 @other of machine with @ben, @asset takes offer(to: @ben, until: unix(9007199254740991)) -> refused bad-input \"x\"\n"
            + "at 2027-01-15T08:00:00Z @anna migrates Offered(deposit: 5, dueBack: 2027-01-15T08:00:00Z, holder: @ben, title: [1, (a: {1: 2 days})]) of @ben from \"OLD\" -> Offered\n";
        return create.Replace("OLD", older.Name, StringComparison.Ordinal) + string.Concat(report.Findings.Select(static one => one.Script.Format()));
    }

    private static CheckReport Check(Machine machine, Random random, SortedSet<string> found, Func<string, Machine?>? known = null)
    {
        var bounds = Small with { Seed = (ulong)random.Next() };
        var report = MachineChecker.Check(machine, bounds, known);
        // One step of the dearest machine, and one shortened way of it, may come on top.
        Assert.True(report.Explored.Operations <= bounds.Operations + bounds.ScoutOperations + 2 * bounds.WalkOperations + 40_000, $"{report.Explored}\n{machine.Text}");
        found.UnionWith(report.Findings.Select(static one => one.Code));
        foreach (var finding in report.Findings)
        {
            CheckThat.Replays(machine, finding);
        }
        if (random.Next(4) == 0)
        {
            Assert.Equal(Shown(report), Shown(MachineChecker.Check(machine, bounds, known)));
        }
        return report;
    }

    private static string Shown(CheckReport report) =>
        string.Concat(report.Findings.Select(static finding => finding + "\n" + finding.Script.Format())) + report.Explored + string.Join("\n", report.Notes);
}
