using System.Text.RegularExpressions;

namespace Scew.Grains.Tests.Watching;

/// <summary>Numbers of log events are what operators search for: each stands once in the source, and in the table of silo/docs/watching.md.</summary>
public sealed partial class LogEventTests
{
    private static readonly string Root = Find();

    [Fact]
    public void Every_event_has_its_own_number()
    {
        var events = Events();
        Assert.True(events.Count > 30);
        Assert.Empty(events.GroupBy(static one => one.Id).Where(static same => same.Count() > 1).Select(static same => string.Join(" and ", same.Select(static one => one.Line))));
    }

    [Fact]
    public void Every_event_is_documented_and_no_other()
    {
        var documented = File.ReadAllLines(Path.Combine(Root, "silo", "docs", "watching.md")).Where(static line => EventRow().IsMatch(line)).ToArray();
        var events = Events().OrderBy(static one => one.Id).Select(static one => one.Line).ToArray();
        var missing = events.Except(documented).ToArray();
        Assert.True(missing.Length == 0, "put these lines into the table of silo/docs/watching.md, in order of their numbers:\n" + string.Join('\n', missing));
        Assert.Empty(documented.Except(events));
    }

    private static List<(int Id, string Line)> Events() =>
    [
        .. new[] { "src", "silo" }.SelectMany(static folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories))
            .Where(static file => !file.Contains("Orleans.Embedded", StringComparison.Ordinal))
            .SelectMany(static file => Message().Matches(File.ReadAllText(file)))
            .Select(static match => (Id: int.Parse(match.Groups["id"].Value, System.Globalization.CultureInfo.InvariantCulture), match))
            .Select(static one => (one.Id, $"| {one.Id} | {one.match.Groups["level"].Value.ToLowerInvariant()} | {one.match.Groups["text"].Value.Trim()} |")),
    ];

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Scew.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }
        return folder;
    }

    // Of a message in several pieces the first one.
    [GeneratedRegex(@"LoggerMessage\((EventId = )?(?<id>\d+), (Level = )?LogLevel\.(?<level>\w+), (Message = )?""(?<text>([^""\\]|\\.)*)""", RegexOptions.ExplicitCapture)]
    private static partial Regex Message();

    [GeneratedRegex(@"^\| \d+ \| (trace|debug|information|warning|error|critical) \|")]
    private static partial Regex EventRow();
}
