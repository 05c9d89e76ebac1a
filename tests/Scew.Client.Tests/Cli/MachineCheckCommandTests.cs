using System.Text.Json;

namespace Scew.Client.Tests.Cli;

/// <summary>What <c>machine check</c> finds, <c>--save</c> keeps and <c>machine test</c> replays.</summary>
public sealed class MachineCheckCommandTests : IDisposable
{
    private const string Lamp = """
        machine Lamp

        value level: int
        states Start, Off, Broken

        transition create: Start -> Off
          effect level := 3

        transition breaks: Off -> Broken
          guard level < 10 else "the lamp is too strong"

        """;

    private const string Mended = """
        machine Lamp
        value level: int
        states Start, Off, Broken
        final Broken
        transition create: Start -> Off
          effect level := 3
        transition breaks: Off -> Broken
          by owner else "the owner alone"
        """;

    private readonly ConsoleRun _console = new();

    private string Path => System.IO.Path.Combine(_console.Home, "lamp.machine");

    private string Folder => System.IO.Path.Combine(_console.Home, "steps");

    private string Saved => System.IO.Path.Combine(Folder, "01-no-way-out-Broken.steps");

    [Fact]
    public void AFindingComesWithTheShortestStepsThatShowIt()
    {
        File.WriteAllText(Path, Lamp);
        var (exit, stdout, stderr) = _console.Run("machine", "check", Path);
        Assert.Equal(5, exit);
        Assert.Equal(
            "findings     1 error, 1 warning\n" +
            "\n" +
            "error no-way-out Broken: an asset can be Broken with no step that leads on, and Broken is not declared final\n" +
            "  at 2027-01-15T08:00:00Z @anna takes create -> Off\n" +
            "  at 2027-01-15T08:00:00Z @anna takes breaks -> Broken\n" +
            "\n" +
            "warning guard-never-refuses breaks: the lamp is too strong: the guard \"the lamp is too strong\" of 'breaks' never refused\n",
            stdout[stdout.IndexOf("findings", StringComparison.Ordinal)..]);
        Assert.Equal(
            "error: Lamp does not pass its checks: 1 error, 1 warning [machine-refused]\n" +
            "  why: no-way-out Broken: an asset can be Broken with no step that leads on, and Broken is not declared final\n" +
            "  unchanged: nothing was sent\n" +
            $"  next: correct {Path}, or keep the steps: scew machine check {Path} --save FOLDER (exit code 5)\n",
            stderr);
        var scripted = _console.Run("machine", "check", Path, "--bounds", "deployment", "--json");
        Assert.Equal((5, ""), (scripted.Exit, scripted.Error));
        var finding = JsonDocument.Parse(scripted.Out).RootElement.GetProperty("error").GetProperty("details").GetProperty("findings")[0];
        Assert.Equal(("error", "no-way-out", "Broken", 2), (Text(finding, "severity"), Text(finding, "code"), Text(finding, "subject"), finding.GetProperty("steps").GetArrayLength()));
    }

    [Fact]
    public void SavedStepsAreReplayedAndShowWhenTheMachineIsMended()
    {
        File.WriteAllText(Path, Lamp);
        var (exit, stdout, stderr) = _console.Run("machine", "check", Path, "--save", Folder);
        Assert.Equal(5, exit);
        Assert.Contains($"  saved as {Saved}\n", stdout, StringComparison.Ordinal);
        Assert.Contains($"  next: scew machine test {Path} --steps {Saved} (exit code 5)\n", stderr, StringComparison.Ordinal);
        Assert.Equal([Saved], Directory.GetFiles(Folder));
        var passed = "ok  at 2027-01-15T08:00:00Z @anna takes create -> Off\nok  at 2027-01-15T08:00:00Z @anna takes breaks -> Broken\n";
        Assert.Equal((0, passed, ""), _console.Run("machine", "test", Path, "--steps", Saved));
        File.WriteAllText(Path, Mended);
        Assert.Equal(0, _console.Run("machine", "check", Path).Exit);
        File.WriteAllText(Saved, File.ReadAllText(Saved).Replace("@anna takes breaks", "@ben takes breaks", StringComparison.Ordinal));
        Assert.Equal(
            (5,
            "ok      at 2027-01-15T08:00:00Z @anna takes create -> Off\n" +
            "FAILED  at 2027-01-15T08:00:00Z @ben takes breaks -> Broken\n" +
            "        came to: refused guard-refused \"the owner alone\"\n",
            "error: step 2 of 2 came out otherwise [machine-refused]\n" +
            "  why: expected Broken, came to refused guard-refused \"the owner alone\"\n" +
            "  unchanged: nothing was sent\n" +
            $"  next: correct {Path} or {Saved}, then the same command (exit code 5)\n"),
            _console.Run("machine", "test", Path, "--steps", Saved));
    }

    public static TheoryData<string, string> Failing => new()
    {
        { "no-way-out", "transition breaks: Here -> Broken" },
        { "ambiguous-time", "transition a: Here -> Gone\n  automatic when now >= until\ntransition b: Here -> Here\n  automatic when now >= until" },
        { "not-exclusive", "transition a: Here -> Gone\n  guard now <= until\ntransition b: Here -> Here\n  guard now >= until\nproperty a excludes b" },
        { "invariant-broken", "transition a: Here -> Gone\ninvariant state = Gone implies level < 5" },
        { "overflow", "transition a: Here -> Gone\n  effect level := level * 1000" },
        { "purse-overdrawn", "transition a: Here -> Gone\n  pay 1 from purse to other" },
        { "money-left", "transition a: Here -> Gone\n  guard other != purse\n  pay 1 from other to purse" },
        { "never-after", "transition a: Here -> Here\ntransition b: Here -> Gone\nproperty never b after a" },
        { "only-after", "transition a: Here -> Here\ntransition b: Here -> Gone\nproperty b only after a" },
        { "eventually", "transition a: Here -> Here\n  effect level := 9\ntransition b: Here -> Gone\n  guard level != 9\nproperty from a eventually b" },
    };

    /// <summary>Every kind of finding that steps can show.</summary>
    [Theory]
    [MemberData(nameof(Failing))]
    public void EachKindIsSavedAndReplayed(string code, string parts)
    {
        var broken = parts.Contains("Broken", StringComparison.Ordinal) ? ", Broken" : "";
        File.WriteAllText(Path, $"""
            machine Door
            value level: amount, until: time, other: wallet
            states Start, Here, Gone{broken}
            final Gone
            transition create: Start -> Here (level: amount, until: time, other: wallet)
              guard input.until > now + 1 hour
              effect level := input.level, until := input.until, other := input.other
            {parts}
            transition leave: Here -> Gone

            """);
        _console.Run("machine", "check", Path, "--bounds", "deployment", "--save", Folder);
        Assert.Contains(Directory.GetFiles(Folder), file => file.Contains($"-{code}-", StringComparison.Ordinal));
        foreach (var saved in Directory.GetFiles(Folder))
        {
            var (exit, stdout, stderr) = _console.Run("machine", "test", Path, "--steps", saved);
            Assert.Equal((0, ""), (exit, stderr));
            Assert.All(stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries), static line => Assert.StartsWith("ok  ", line, StringComparison.Ordinal));
        }
    }

    /// <summary>Three texts, the older ones given in any order: what an asset was is told, and its life from the move on is saved and replayed.</summary>
    [Fact]
    public void WhatMovedIsToldSavedAndReplayed()
    {
        string[] files = [Write("oldest", "value level: int", "guard input.level < 10 else \"9 at most\"", ""), "", ""];
        files[1] = Write("older", "value level: int", "guard input.level = 1 else \"1 alone\"", Way(files[0]));
        files[2] = Write("newest", "value level: int", "guard input.level = 1 else \"1 alone\"", Way(files[1]) + "invariant state = Gone implies level < 5 else \"who leaves is small\"\n");
        var (exit, stdout, stderr) = _console.Run("machine", "check", files[2], "--older", files[1], "--older", files[0], "--save", Folder, "--bounds", "deployment");
        Assert.Equal(5, exit);
        var begin = $"at 2027-01-15T08:00:00Z @anna migrates Here(level: 5) from \"{NameOf(files[1])}\" -> Here\n";
        Assert.Contains(
            "error invariant-broken go: who leaves is small: 'go' passes its guards and breaks the invariant \"who leaves is small\"\n" +
            $"  # under {NameOf(files[0])}:\n" +
            "  # at 2027-01-15T08:00:00Z @anna takes create(level: 5) -> Here\n" +
            $"  # under {NameOf(files[1])}:\n" +
            $"  # at 2027-01-15T08:00:00Z @anna migrates Here(level: 5) from \"{NameOf(files[0])}\" -> Here\n" +
            "  " + begin +
            "  at 2027-01-15T08:00:00Z @anna takes go -> refused invariant-refused \"who leaves is small\"\n",
            stdout, StringComparison.Ordinal);
        Assert.DoesNotContain("note ", stdout, StringComparison.Ordinal);
        var saved = Directory.GetFiles(Folder).Single(static file => file.Contains("-invariant-broken-", StringComparison.Ordinal));
        Assert.Contains($"  next: scew machine test {files[2]} --steps {Directory.GetFiles(Folder).Order().First()} --older {files[1]} --older {files[0]} (exit code 5)\n", stderr, StringComparison.Ordinal);
        (exit, stdout, _) = _console.Run("machine", "test", files[2], "--steps", saved, "--older", files[1], "--older", files[0]);
        Assert.Equal((0, $"ok  {begin}ok  at 2027-01-15T08:00:00Z @anna takes go -> refused invariant-refused \"who leaves is small\"\n"), (exit, stdout));
        (exit, stdout, stderr) = _console.Run("machine", "check", files[2], "--bounds", "deployment");
        Assert.Equal((0, true), (exit, stdout.EndsWith($"\nnote assets that come from '{NameOf(files[1])}' were not looked at: its text was not at hand\n", StringComparison.Ordinal)));
        (exit, stdout, _) = _console.Run("machine", "check", files[2], "--older", files[1], "--json", "--bounds", "deployment");
        Assert.Equal(
            [$"assets that come from '{NameOf(files[0])}' were not looked at: its text was not at hand", $"not all assets that can come from '{NameOf(files[1])}' were looked at"],
            JsonDocument.Parse(stdout).RootElement.GetProperty("data").GetProperty("notes").EnumerateArray().Select(static note => note.GetString()!));
        Assert.Equal(0, exit);
    }

    private string Write(string name, string values, string guard, string more)
    {
        var file = System.IO.Path.Combine(_console.Home, name + ".machine");
        File.WriteAllText(file, $"""
            machine Door
            {values}
            states Start, Here, Gone
            final Gone
            transition create: Start -> Here (level: int)
              {guard}
              effect level := input.level
            transition go: Here -> Gone
            transition stay: Here -> Here
            movable by owner
            {more}
            """);
        return file;
    }

    private static string Way(string file) => $"migrate from \"{NameOf(file)}\": Here -> Here\n";

    private static string NameOf(string file) => Scew.Machines.Language.MachineText.NameOf(File.ReadAllText(file));

    [Fact]
    public void AFileThatIsNoStepFileIsToldByLine()
    {
        File.WriteAllText(Path, Mended);
        var steps = System.IO.Path.Combine(_console.Home, "bad.steps");
        File.WriteAllText(steps, "# nothing yet\n");
        Assert.Equal(
            (1, "", $"error: {steps} is no step file [bad-file]\n  why: it has no step\n  unchanged: nothing was tried\n  next: scew machine check {Path} --save FOLDER writes some (exit code 1)\n"),
            _console.Run("machine", "test", Path, "--steps", steps));
        File.WriteAllText(steps, "at noon @anna takes create -> Off\n");
        var (exit, stdout, stderr) = _console.Run("machine", "test", Path, "--steps", steps);
        Assert.Equal((1, ""), (exit, stdout));
        Assert.Contains("  why: line 1: ", stderr, StringComparison.Ordinal);
        Assert.Equal(3, _console.Run("machine", "test", Path, "--steps", steps + "x").Exit);
        Assert.Equal(2, _console.Run("machine", "test", Path).Exit);
    }

    public void Dispose() => _console.Dispose();

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
