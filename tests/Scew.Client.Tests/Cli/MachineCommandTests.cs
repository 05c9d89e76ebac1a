using System.Text.Json;
using System.Xml.Linq;
using Scew.Machines.Checking;
using Scew.Machines.Language;

namespace Scew.Client.Tests.Cli;

/// <summary>What <c>machine</c> does without a group: every byte of both streams.</summary>
public sealed class MachineCommandTests : IDisposable
{
    private const string Door = """
        machine Door "opens and closes"

        value keeper: account
        states Start, Shut, Open, Gone
        final Gone

        transition create: Start -> Shut
          effect keeper := caller

        transition open: Shut -> Open
          guard caller = keeper else "only the keeper opens"

        transition close: Open -> Shut

        transition remove: Shut -> Gone
          by owner

        """;

    private readonly ConsoleRun _console = new();

    private string Path => System.IO.Path.Combine(_console.Home, "door.machine");

    [Fact]
    public void AGoodTextIsToldInAFewLines()
    {
        var machine = MachineText.Compile(Door).Machine!;
        var (exit, stdout, stderr) = Run(Door, "check", Path);
        Assert.Equal(0, exit);
        Assert.Equal(
            "machine      Door\n" +
            "name         " + Name(Door) + "\n" +
            "states       Start, Shut, Open, Gone\n" +
            "transitions  create, open, close, remove\n" +
            $"cost         {machine.Transitions.Max(transition => transition.Cost)} operations at most for a step\n" +
            $"looked at    {MachineChecker.Check(machine, CheckBounds.Thorough).Explored}\n" +
            "findings     none\n",
            stdout);
        Assert.Equal($"next: scew machine draw {Path}\n", stderr);
        Assert.Equal(Name(Door) + "\n", _console.Run("machine", "check", Path, "-o", "id").Out);
    }

    [Fact]
    public void AllFaultsAreOnStdoutAndTheFirstIsExplained()
    {
        var text = Door.Replace("caller = keeper", "caler = keeper", StringComparison.Ordinal).Replace("Shut -> Gone", "Shut -> Lost", StringComparison.Ordinal);
        var (exit, stdout, stderr) = Run(text, "check", Path);
        Assert.Equal(5, exit);
        Assert.Equal(2, stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains($"{Path}:11:9: ", stdout, StringComparison.Ordinal);
        Assert.Contains($"{Path}:15:28: ", stdout, StringComparison.Ordinal);
        Assert.Matches(@"^error: \S+ has 2 faults \[machine-refused\]\n  why: line \d+, column \d+: [^\n]+\n  unchanged: nothing was sent or written\n  next: correct line \d+, then: scew machine check \S+ \(exit code 5\)\n$", stderr);
        var scripted = _console.Run("machine", "check", Path, "--json");
        Assert.Equal((5, ""), (scripted.Exit, scripted.Error));
        var error = JsonDocument.Parse(scripted.Out).RootElement.GetProperty("error");
        Assert.Equal("machine-refused", error.GetProperty("code").GetString());
        Assert.Equal(2, error.GetProperty("details").GetProperty("faults").GetArrayLength());
    }

    [Fact]
    public void WhatIsNoTextIsRefusedInFourLines()
    {
        File.WriteAllBytes(Path, [0x6D, 0xFF, 0xFE]);
        Assert.Equal((5, "", $"error: {Path} is no text [machine-refused]\n  why: it is not UTF-8\n  next: save it as UTF-8 (exit code 5)\n"), _console.Run("machine", "check", Path));
        File.WriteAllBytes(Path, new byte[1 << 20]);
        Assert.Equal((5, ""), (_console.Run("machine", "format", Path).Exit, _console.Run("machine", "draw", Path).Out));
        File.WriteAllBytes(Path, [0xEF, 0xBB, 0xBF, .. System.Text.Encoding.UTF8.GetBytes(Door)]);
        Assert.EndsWith("next: save it as UTF-8 without a byte order mark (BOM) (exit code 5)\n", _console.Run("machine", "check", Path).Error, StringComparison.Ordinal);
        Assert.Equal((3, "", $"error: '{_console.Home}' is a folder [not-found]\n  next: name a file in it (exit code 3)\n"), _console.Run("machine", "check", _console.Home));
        Assert.Equal(3, _console.Run("machine", "check", Path + "x").Exit);
        Assert.Equal(3, _console.Run("machine", "draw", Path + "x").Exit);
    }

    [Fact]
    public void FormattingGoesToStdoutOrIntoTheFile()
    {
        var untidy = Door.Replace("\n  by owner", "\n      by   owner", StringComparison.Ordinal);
        Assert.Equal((0, Door, ""), Run(untidy, "format", Path));
        Assert.Equal(untidy, File.ReadAllText(Path));
        Assert.Equal((0, $"file     {Path}\nchanged  yes\n", $"next: scew machine check {Path}\n"), _console.Run("machine", "format", Path, "--write"));
        Assert.Equal(Door, File.ReadAllText(Path));
        Assert.Equal((0, $"file     {Path}\nchanged  no, it was well formatted\n", ""), _console.Run("machine", "format", Path, "--write", "--quiet"));
        Assert.Equal(5, Run("machine", "format", Path).Exit);
        Assert.Single(Directory.GetFiles(_console.Home));
    }

    [Fact]
    public void WhatItMigratesFromIsLookedAtWhereItIsGiven()
    {
        var older = System.IO.Path.Combine(_console.Home, "older.machine");
        File.WriteAllText(older, Door);
        var moved = Door + $"\nmigrate from \"{Name(Door)}\": Shut -> Shut, Open -> Lost\n  effect keeper := old.keeper\n";
        var (exit, stdout, stderr) = Run(moved, "check", Path);
        Assert.Equal((0, $"warning: what it migrates from was not looked at; add --older FILE for each older text\nnext: scew machine draw {Path}\n"), (exit, stderr));
        (exit, stdout, _) = _console.Run("machine", "check", Path, "--older", older);
        Assert.Equal(5, exit);
        Assert.Contains("Lost", stdout, StringComparison.Ordinal);
        Assert.Equal(0, Run(moved.Replace("Lost", "Open", StringComparison.Ordinal), "check", Path, "--older", older).Exit);
    }

    [Fact]
    public void APictureOfAText()
    {
        var (exit, stdout, stderr) = Run(Door, "draw", Path);
        Assert.Equal((0, ""), (exit, stderr));
        Assert.Equal("""
            stateDiagram-v2
                accTitle: Door#58; opens and closes
                state "Start" as s0
                state "Shut" as s1
                state "Open" as s2
                state "Gone" as s3
                [*] --> s0
                s0 --> s1 : create (by anyone)
                s1 --> s2 : open (by keeper)
                s2 --> s1 : close (by anyone)
                s1 --> s3 : remove (by owner)
                s3 --> [*]

            """, stdout);
    }

    [Fact]
    public void APictureGoesIntoTheFileThatIsNamed()
    {
        var svg = System.IO.Path.Combine(_console.Home, "door.svg");
        Assert.Equal((0, $"machine  {Name(Door)}\nstate    none marked\nformat   svg\nfile     {svg}\n", ""), Run(Door, "draw", Path, "--out", svg));
        Assert.Equal(4, XDocument.Load(svg).Root!.Elements().Count(element => element.Attribute("data-transition") is not null));
        Assert.Equal(File.ReadAllText(svg), _console.Run("machine", "draw", Path, "--format", "svg").Out);
        var drawn = JsonDocument.Parse(_console.Run("machine", "draw", "builtin/eshare/1", "--format", "dot", "--json").Out).RootElement.GetProperty("data");
        Assert.StartsWith("digraph", drawn.GetProperty("drawing").GetString(), StringComparison.Ordinal);
        var (exit, stdout, stderr) = _console.Run("machine", "draw", Path, "--format", "png");
        Assert.Equal((2, ""), (exit, stdout));
        Assert.DoesNotContain('\uFFFD', stderr);
        var png = System.IO.Path.Combine(_console.Home, "door.png");
        Assert.Equal(2, _console.Run("machine", "draw", Path, "--out", png).Exit);
        Assert.False(File.Exists(png));
    }

    public void Dispose() => _console.Dispose();

    private static string Name(string text) => MachineText.NameOf(text);

    private (int Exit, string Out, string Error) Run(string text, params string[] arguments)
    {
        File.WriteAllText(Path, text);
        return _console.Run(["machine", .. arguments]);
    }
}
