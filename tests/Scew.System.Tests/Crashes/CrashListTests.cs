using System.Text.RegularExpressions;
using Scew.Storage;
using Scew.SystemTests.HowTo;

namespace Scew.SystemTests.Crashes;

/// <summary>The list of crash points is complete, and holds nothing that is not in the code.</summary>
public sealed partial class CrashListTests
{
    [Fact]
    public void TheListNamesExactlyTheCallsInTheSource()
    {
        var called = new[] { "src", "silo" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(HowToPage.Root, folder), "*.cs", SearchOption.AllDirectories))
            .SelectMany(File.ReadLines)
            .Where(line => line.Contains("CrashPoint.Reach(", StringComparison.Ordinal) || line.Contains("string CrashName =>", StringComparison.Ordinal))
            .SelectMany(line => Quoted().Matches(line).Select(match => match.Groups["name"].Value))
            .Distinct(StringComparer.Ordinal);

        Assert.Equal(called.Order(StringComparer.Ordinal), CrashPoint.All.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void ANormalBuildHoldsNone()
    {
        var bytes = File.ReadAllBytes(typeof(CrashPoint).Assembly.Location);

        // Literals stand in an assembly as UTF-16; the list itself does too, the environment variable's name only in a crash build.
        Assert.Equal(-1, bytes.AsSpan().IndexOf(System.Text.Encoding.Unicode.GetBytes("SCEW_CRASH_AT")));
    }

    [GeneratedRegex("\"(?<name>[a-z-]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Quoted();
}
