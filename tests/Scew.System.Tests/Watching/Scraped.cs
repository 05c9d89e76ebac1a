using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Scew.SystemTests.Watching;

/// <summary>One line of Prometheus' text.</summary>
internal sealed record Sample(string Name, ImmutableSortedDictionary<string, string> Labels, double Value);

/// <summary>What a silo showed at one moment. An empty one is what a scraper has of a silo that does not answer.</summary>
internal sealed partial record Scraped(ImmutableArray<Sample> Samples)
{
    public static Scraped Parse(string text)
    {
        var samples = ImmutableArray.CreateBuilder<Sample>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(static line => !line.StartsWith('#')))
        {
            var match = Line().Match(line);
            Assert.True(match.Success, line);
            var labels = Label().Matches(match.Groups["labels"].Value).ToImmutableSortedDictionary(static one => one.Groups["name"].Value, static one => one.Groups["value"].Value, StringComparer.Ordinal);
            samples.Add(new Sample(match.Groups["name"].Value, labels, double.Parse(match.Groups["value"].Value, CultureInfo.InvariantCulture)));
        }
        return new Scraped(samples.ToImmutable());
    }

    /// <summary>The values of a metric whose labels hold these.</summary>
    public IEnumerable<Sample> Of(string name, params (string Name, string Value)[] labels) =>
        Samples.Where(one => one.Name == name && labels.All(label => one.Labels.GetValueOrDefault(label.Name) == label.Value));

    /// <summary>The only value.</summary>
    public double Value(string name, params (string Name, string Value)[] labels) => Assert.Single(Of(name, labels)).Value;

    [GeneratedRegex(@"^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>.*)\})? (?<value>[-+.0-9eE]+|NaN|[-+]Inf)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Line();

    [GeneratedRegex(@"(?<name>[a-zA-Z_][a-zA-Z0-9_]*)=""(?<value>([^""\\]|\\.)*)""", RegexOptions.ExplicitCapture)]
    private static partial Regex Label();
}
