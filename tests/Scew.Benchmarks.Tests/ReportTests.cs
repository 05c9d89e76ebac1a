using System.Text.RegularExpressions;
using Scew.Benchmarks.Reports;

namespace Scew.Benchmarks.Tests;

public partial class ReportTests
{
    [Fact]
    public void A_report_stands_on_its_own_with_plots_above_tables_and_the_machine_at_the_foot()
    {
        var table = new Table(1, "members", "p50 ms");
        table.Add("4", "1.5");
        var report = new HtmlReport("Title & more", "Introduction");
        report.Add("Part", "What it shows.", [new SvgPlot("t", "x", "y").Lines([new("s", [(1, 1)])])], table);
        var html = report.Render(new Machine("a machine <of ours>", "abc123", "Scew.Benchmarks scale"));

        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotMatch(Fetched(), html.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal));
        Assert.Contains("prefers-color-scheme: dark", html, StringComparison.Ordinal);
        Assert.Contains("<title>Title &amp; more</title>", html, StringComparison.Ordinal);
        int[] order = [.. new[] { "<h2>Part", "<svg", "<table>", "<footer>", "a machine &lt;of ours&gt;", "abc123" }.Select(part => html.IndexOf(part, StringComparison.Ordinal))];
        Assert.DoesNotContain(-1, order);
        Assert.Equal(order.Order(), order);
    }

    [Fact]
    public void A_table_is_aligned_text()
    {
        var table = new Table(1, "load", "requests/s");
        table.Add("hot", Table.Number(1234.56, 1));
        table.Add("none", Table.Number(null));
        Assert.Equal(["load  requests/s", "hot      1,234.6", "none           -"], table.ToText().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void A_table_on_a_page_is_text_and_not_markup()
    {
        var table = new Table(1, "<b>");
        table.Add("a<i>");
        Assert.Contains("<th class=\"t\">&lt;b&gt;</th>", table.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("<td class=\"t\">a&lt;i&gt;</td>", table.ToHtml(), StringComparison.Ordinal);
    }

    [GeneratedRegex(@"https?://|src=|href=|@import|url\(", RegexOptions.IgnoreCase)]
    private static partial Regex Fetched();
}
