using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Scew.SystemTests.HowTo;

namespace Scew.SystemTests.Watching;

/// <summary>
/// A rule of silo/deploy/watching/alerts.yml. Its expression is one comparison, or several joined by <c>or</c>: a selector, <c>rate</c> or <c>increase</c> of one, or one rate by another, with a number. Other forms do
/// not parse, so what stands in the file is what these tests evaluate.
/// </summary>
internal sealed partial record AlertRule(string Name, string Expression, int ForSeconds, string Text)
{
    /// <summary>A scrape before and one after, and the seconds between them: the window of every rate.</summary>
    public sealed record Window(Scraped Before, Scraped After, double Seconds);

    public static string Folder { get; } = Path.Combine(HowToPage.Root, "silo", "deploy", "watching");

    /// <summary>All rules of the file.</summary>
    public static ImmutableArray<AlertRule> All { get; } =
    [
        .. File.ReadAllText(Path.Combine(Folder, "alerts.yml")).Split("      - alert: ").Skip(1).Select(static text => new AlertRule(
            text.Split('\n')[0].Trim(), Member().Match(text).Groups["expression"].Value, int.Parse(For().Match(text).Groups["seconds"].Value, CultureInfo.InvariantCulture), text)),
    ];

    /// <summary>Metrics and labels that the expression names.</summary>
    public IEnumerable<(string Metric, ImmutableArray<string> Labels)> Selectors => Selector().Matches(Expression)
        .Select(static match => (match.Groups["metric"].Value, Pair().Matches(match.Groups["labels"].Value).Select(static one => one.Groups["name"].Value).ToImmutableArray()));

    /// <summary>Whether the rule fires for one silo.</summary>
    public bool Fires(Window window) => Expression.Split(" or ").Any(part => Holds(part, window));

    private static bool Holds(string part, Window window)
    {
        var match = Comparison().Match(part);
        Assert.True(match.Success, part);
        var bound = double.Parse(match.Groups["bound"].Value, CultureInfo.InvariantCulture);
        Func<double, bool> compare = match.Groups["operator"].Value switch
        {
            ">" => value => value > bound,
            "<" => value => value < bound,
            _ => value => value == bound,
        };
        return Values(match.Groups["left"].Value, window).Any(compare);
    }

    private static IEnumerable<double> Values(string text, Window window)
    {
        if (text.Split(" / ") is [var above, var below])
        {
            return Values(above, window).Zip(Values(below, window), static (one, other) => one / other).Where(double.IsFinite);
        }
        var match = Function().Match(text);
        Assert.True(match.Success, text);
        var name = match.Groups["metric"].Value;
        if (name == "up")
        {
            // What Prometheus makes of a scrape itself.
            return [window.After.Samples.IsEmpty ? 0 : 1];
        }
        var labels = Pair().Matches(match.Groups["labels"].Value).Select(static one => (one.Groups["name"].Value, one.Groups["value"].Value)).ToArray();
        var after = window.After.Of(name, labels);
        return match.Groups["function"].Value switch
        {
            "" => after.Select(static one => one.Value),
            "rate" => after.SelectMany(one => Rise(one, window).Select(rise => rise / window.Seconds)),
            _ => after.SelectMany(one => Rise(one, window)),
        };
    }

    /// <summary>A series of which there was nothing before has no rise, as with Prometheus.</summary>
    private static IEnumerable<double> Rise(Sample after, Window window) =>
        window.Before.Samples.Where(one => one.Name == after.Name && one.Labels.SequenceEqual(after.Labels)).Select(one => after.Value - one.Value);

    [GeneratedRegex("expr: '(?<expression>[^']*)'", RegexOptions.ExplicitCapture)]
    private static partial Regex Member();

    [GeneratedRegex(@"\n        for: (?<seconds>\d+)s", RegexOptions.ExplicitCapture)]
    private static partial Regex For();

    [GeneratedRegex(@"\b(?<metric>[a-z]+(_[a-z]+)*)(\{(?<labels>[^}]*)\})?(?=\[| [=<>])", RegexOptions.ExplicitCapture)]
    private static partial Regex Selector();

    [GeneratedRegex(@"^(?<left>.+) (?<operator>==|>|<) (?<bound>-?[0-9.]+)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Comparison();

    [GeneratedRegex(@"^((?<function>rate|increase)\()?(?<metric>[a-z_]+)(\{(?<labels>[^}]*)\})?(\[\d+m\]\))?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Function();

    [GeneratedRegex(@"(?<name>[a-z_]+)=~?""(?<value>[^""]*)""", RegexOptions.ExplicitCapture)]
    private static partial Regex Pair();
}
