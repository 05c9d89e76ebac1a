using System.Text.Json;
using Scew.Benchmarks.Reports;

namespace Scew.Benchmarks.Pages;

/// <summary>How long a customer waits from the click that signs to "Verified here".</summary>
internal static class PageCommand
{
    private const string Text = "Payments at fixed rates in total, by customers in turns, in one Chromium on the machine that also runs the four silos. 'page': a tab in a context of its own, clicked through the page; "
        + "'worker': the page's modules in workers, from the call to the verified receipt. In both the browser signs, keeps the request on disk, submits and verifies the receipt itself.";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static async Task<int> RunAsync(PageOptions options, string command)
    {
        var folder = Directory.CreateTempSubdirectory("scew-bench-").FullName;
        try
        {
            var rows = await new PageRun(options).RunAsync(folder);
            var table = new Table(2, "rate /s", "who", "done", "done /s", "p50 ms", "p99 ms", "failed");
            foreach (var row in rows)
            {
                table.Add(Table.Number(row.Rate), row.Who, Table.Number(row.Done), Table.Number(row.PerSecond, 1), Table.Number(row.P50Ms, 1), Table.Number(row.P99Ms, 1), Table.Number(row.Failed));
            }
            Console.WriteLine(table.ToText());
            var machine = Machine.Read(command);
            if (options.Json is { } json)
            {
                await File.WriteAllTextAsync(json, JsonSerializer.Serialize(new { machine, rows }, Json));
            }
            if (options.Html is { } html)
            {
                var report = new HtmlReport("From the click to \"Verified here\"", $"{options.Customers} customers, {options.Browsers} of them with the page in browser contexts of their own.");
                var measured = rows.Where(static row => row.Who == "all").ToList();
                var plot = new SvgPlot("From click to verified", "payments a second", "ms").Bars(
                    [.. measured.Select(static row => Table.Number(row.Rate))],
                    [new BarSeries("p50", [.. measured.Select(static row => row.P50Ms)]), new BarSeries("p99", [.. measured.Select(static row => row.P99Ms)])]);
                report.Add("Payments", Text, [plot], table);
                await File.WriteAllTextAsync(html, report.Render(machine));
            }
            return rows.Any(static row => row.Failed > 0) ? 1 : 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
