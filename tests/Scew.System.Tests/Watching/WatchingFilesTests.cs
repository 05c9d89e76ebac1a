using System.Text.Json;
using System.Text.RegularExpressions;

namespace Scew.SystemTests.Watching;

/// <summary>What stands in silo/deploy/watching names what silos show, and nothing else.</summary>
public sealed partial class WatchingFilesTests
{
    // Of Prometheus itself, and of the way to a silo.
    private static readonly string[] OtherMetrics = ["up"];
    private static readonly string[] OtherLabels = ["job", "instance", "le"];

    [Fact]
    public void EveryRuleNamesMetricsAndLabelsThatThereAre()
    {
        Assert.True(AlertRule.All.Length >= 12);
        Assert.Equal(AlertRule.All.Length, AlertRule.All.Select(static rule => rule.Name).Distinct().Count());
        foreach (var rule in AlertRule.All)
        {
            Assert.NotEmpty(rule.Selectors);
            Assert.All(rule.Selectors, static one => IsThere(one.Metric, one.Labels));
        }
    }

    [Fact]
    [Trait("row", "I18")]
    public void EveryAlertComesWithinAMinuteOfItsFault()
    {
        // A scrape and an evaluation every 15 s, then the time for which it must hold.
        var rules = File.ReadAllText(Path.Combine(AlertRule.Folder, "alerts.yml"));
        var prometheus = File.ReadAllText(Path.Combine(AlertRule.Folder, "prometheus.yml"));
        Assert.Contains("interval: 15s", rules, StringComparison.Ordinal);
        Assert.Contains("scrape_interval: 15s", prometheus, StringComparison.Ordinal);
        Assert.All(AlertRule.All, static rule => Assert.InRange(15 + 15 + rule.ForSeconds, 0, 60));
    }

    [Fact]
    public void EveryAlertSaysWhatToDo()
    {
        var text = File.ReadAllText(Path.Combine(AlertRule.Folder, "..", "..", "docs", "watching.md"));
        Assert.All(AlertRule.All, rule =>
        {
            Assert.Contains($"\n### {rule.Name}\n\n", text, StringComparison.Ordinal);
            Assert.Contains($"runbook: silo/docs/watching.md#{rule.Name.ToLowerInvariant()}\n", rule.Text, StringComparison.Ordinal);
            Assert.Matches("severity: (critical|warning)\n", rule.Text);
        });
    }

    [Fact]
    public void TheDashboardShowsEveryInstrumentAndNothingElse()
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AlertRule.Folder, "dashboard.json")));
        var shown = new HashSet<string>();
        foreach (var panel in dashboard.RootElement.GetProperty("panels").EnumerateArray())
        {
            foreach (var target in panel.GetProperty("targets").EnumerateArray())
            {
                var expression = target.GetProperty("expr").GetString()!;
                var labels = By().Matches(expression).SelectMany(static one => one.Groups["labels"].Value.Split(", "))
                    .Concat(Legend().Matches(target.GetProperty("legendFormat").GetString()!).Select(static one => one.Groups["label"].Value)).ToArray();
                foreach (var metric in Metric().Matches(By().Replace(expression, "")).Select(static one => one.Value))
                {
                    IsThere(metric, labels);
                    shown.Add(metric);
                }
                IsOfItsUnit(panel.GetProperty("fieldConfig").GetProperty("defaults").GetProperty("unit").GetString()!, expression);
            }
        }
        Assert.All(DocumentedInstrument.All, row => Assert.True(row.Lines.Any(shown.Contains), $"no panel shows {row.Name}"));
    }

    private static void IsOfItsUnit(string unit, string expression) => Assert.Equal(unit == "s", expression.Contains("_seconds", StringComparison.Ordinal));

    private static void IsThere(string metric, IEnumerable<string> labels)
    {
        var row = DocumentedInstrument.All.SingleOrDefault(row => row.Lines.Contains(metric));
        Assert.True(row is not null || OtherMetrics.Contains(metric), $"no silo shows {metric}");
        Assert.Empty(labels.Except(OtherLabels).Except(row?.Labels ?? []));
    }

    [GeneratedRegex(@"\b(bft|asset|he|rm)_[a-z_]+")]
    private static partial Regex Metric();

    [GeneratedRegex(@"by \((?<labels>[^)]*)\)", RegexOptions.ExplicitCapture)]
    private static partial Regex By();

    [GeneratedRegex(@"\{\{(?<label>[a-z_]+)\}\}", RegexOptions.ExplicitCapture)]
    private static partial Regex Legend();
}
