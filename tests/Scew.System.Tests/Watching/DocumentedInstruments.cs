using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Scew.SystemTests.HowTo;

namespace Scew.SystemTests.Watching;

/// <summary>One row of the table in silo/docs/watching.md.</summary>
internal sealed partial record DocumentedInstrument(string Name, string Metric, string Kind, ImmutableArray<string> Labels)
{
    /// <summary>The names of its lines in Prometheus' text.</summary>
    public ImmutableArray<string> Lines => Kind == "histogram" ? [Metric + "_bucket", Metric + "_sum", Metric + "_count"] : [Metric];

    /// <summary>The whole table.</summary>
    public static ImmutableArray<DocumentedInstrument> All { get; } =
    [
        .. File.ReadLines(Path.Combine(HowToPage.Root, "silo", "docs", "watching.md")).Select(static line => Row().Match(line)).Where(static match => match.Success)
            .Select(static match => new DocumentedInstrument(
                match.Groups["name"].Value, match.Groups["metric"].Value, match.Groups["kind"].Value,
                [.. Attribute().Matches(match.Groups["attributes"].Value).Select(static one => one.Groups["name"].Value.Replace('.', '_'))])),
    ];

    [GeneratedRegex(@"^\| `(?<name>[a-z._]+)` \| `(?<metric>[a-z_]+)` \| (?<kind>[a-z]+) \| [^|]* \|(?<attributes>[^|]*)\|", RegexOptions.ExplicitCapture)]
    private static partial Regex Row();

    [GeneratedRegex("`(?<name>[a-z._]+)`", RegexOptions.ExplicitCapture)]
    private static partial Regex Attribute();
}
