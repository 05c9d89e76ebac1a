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
