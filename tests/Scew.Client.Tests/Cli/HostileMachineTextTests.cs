using System.Diagnostics;
using System.Globalization;
using System.Text;
using Scew.Machines.Language;

namespace Scew.Client.Tests.Cli;

/// <summary>Texts that are meant to hurt, as a file for <c>machine check</c>: each is refused in a few lines, at once, with what to do next.</summary>
public sealed class HostileMachineTextTests : IDisposable
{
    private const string Frame = "machine M\nvalue l: list(int, 4)\nstates Start, Here\ntransition create: Start -> Here\ntransition go: Here -> Here\n";

    private readonly ConsoleRun _console = new();

    private string Path => System.IO.Path.Combine(_console.Home, "m.machine");

    public static TheoryData<string, string, string> Texts => new()
    {
        { "1 MiB", new string('#', 1 << 20), "m.machine is too large" },
        { "1 MiB of words", Repeat("x ", 1 << 19), "m.machine is too large" },
        { "as large as a text can be", "machine M\nstates Start, Here\nfinal Here\ntransition create: Start -> Here\n" + Repeat("# x\n", 8_000), "" },
        { "10,000 parentheses", Frame + "  guard " + Repeat("(", 10_000) + "true" + Repeat(")", 10_000), "more than 48 levels deep" },
        { "10,000 brackets", Frame + "  guard " + Repeat("[", 10_000) + Repeat("]", 10_000), "more than 48 levels deep" },
        { "10^6 states", "machine M\nstates Start, " + string.Join(", ", Enumerable.Range(0, 1_000_000).Select(static i => $"S{i}")), "m.machine is too large" },
        { "as many states as fit", "machine M\nstates Start, " + string.Join(", ", Enumerable.Range(0, 4_000).Select(static i => $"S{i}")) + "\ntransition create: Start -> S0", "2 to 64 states" },
        { "a million items", Frame + "  effect l := [" + Repeat("1, ", 1_000_000) + "1]", "m.machine is too large" },
        { "as many items as fit", Frame + "  effect l := [" + Repeat("1, ", 10_000) + "1]", "at most" },
        { "right to left", Frame + "  guard true else \"\u202Eyes\"", "U+202E" },
        { "right to left in a comment", Frame + "# \u2067yes\n", "U+2067" },
        { "a homoglyph", "machine M\nvalue \u0430mount: int\nstates Start, Here\ntransition create: Start -> Here", "U+0430" },
        { "from itself", Frame + "migrate from \"" + MachineText.NameOf(Frame) + "\": Here -> Here\n", "" },
        { "calls itself", Frame + "  call asset.go()\n", "" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void EachIsToldInAFewLines(string name, string text, string said)
    {
        File.WriteAllText(Path, text, new UTF8Encoding(false));
        var watch = Stopwatch.StartNew();
        var (exit, stdout, stderr) = _console.Run("machine", "check", Path, "--bounds", "deployment", "--older", Path);
        if (said.Length == 0)
        {
            // What it does to others is theirs to refuse: a called asset cannot be called again in the same request.
            Assert.Equal(0, exit);
            return;
        }
        Assert.True(exit == 5, $"{name}: {exit}\n{stdout}{stderr}");
        Assert.StartsWith("error: ", stderr, StringComparison.Ordinal);
        Assert.True((stdout + stderr).Contains(said, StringComparison.Ordinal), stdout + stderr);
        Assert.True(stdout.Length + stderr.Length < 10_000 && watch.Elapsed < TimeSpan.FromSeconds(10), string.Create(CultureInfo.InvariantCulture, $"{name}: {stdout.Length} characters, {watch.Elapsed}"));
        // Nothing that turns or hides what a terminal shows comes back.
        Assert.DoesNotContain(stdout + stderr, static character => char.GetUnicodeCategory(character) == UnicodeCategory.Format);
    }

    public void Dispose() => _console.Dispose();

    private static string Repeat(string text, int times) => new StringBuilder(text.Length * times).Insert(0, text, times).ToString();
}
