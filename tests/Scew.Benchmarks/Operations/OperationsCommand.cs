using System.Text.Json;
using Scew.Benchmarks.Reports;

namespace Scew.Benchmarks.Operations;

/// <summary>What each operation costs on wallets and on encrypted integers of both types, the client's own encryption included.</summary>
internal static class OperationsCommand
{
    private const string Sequential = "One customer, one call after the other, from plaintext to verified receipt (get: to a linearizable certified read, decrypted). Types take turns within one run.";

    private const string Ranges = "One customer asks which of its variables lie between two bounds. Cold: all values were set anew before the call, so neither modules nor client know an opening. "
        + "Warm: the same records were asked before.";

    private const string Throughput = "Clients in closed loops, each with its own variables and its own Paillier key. 'wallet times' is the wallet's throughput over the encrypted one's in the same run. "
        + "What is delegated is asked of records whose openings the modules know.";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static async Task<int> RunAsync(OperationsOptions options, string command)
    {
        var folder = Directory.CreateTempSubdirectory("scew-bench-").FullName;
        try
        {
            var result = await new OperationsRun(options).RunAsync(folder);
            var (sequential, ranges, throughput) = (Table(result.Sequential), Table(result.Ranges), Table(result.Throughput));
            Console.WriteLine(sequential.ToText());
            Console.WriteLine(ranges.ToText());
            Console.WriteLine(throughput.ToText());
            var machine = Machine.Read(command);
            if (options.Json is { } json)
            {
                await File.WriteAllTextAsync(json, JsonSerializer.Serialize(new { machine, result.Sequential, result.Ranges, result.Throughput }, Json));
                await Console.Error.WriteLineAsync($"wrote {json}");
            }
            if (options.Html is { } html)
            {
                var report = new HtmlReport("What encrypted integers cost", "Four Scew silos as processes on one machine: signatures, order, durable journal, execution, secure modules, receipts verified by the client.");
                report.Add("One call after the other", Sequential, [SequentialPlot(result.Sequential)], sequential);
                report.Add("Ranges", Ranges, [RangePlot(result.Ranges)], ranges);
                report.Add("Many clients", Throughput, [ThroughputPlot(result.Throughput)], throughput);
                await File.WriteAllTextAsync(html, report.Render(machine));
                await Console.Error.WriteLineAsync($"wrote {html}");
            }
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Table Table(IReadOnlyList<SequentialRow> rows)
    {
        var table = new Table(2, "operation", "type", "calls", "mean ms", "p50 ms", "p99 ms", "times wallet");
        foreach (var row in rows)
        {
            table.Add(
                row.Operation, row.Type, Reports.Table.Number(row.Calls), Reports.Table.Number(row.MeanMs, 2), Reports.Table.Number(row.P50Ms, 2), Reports.Table.Number(row.P99Ms, 2),
                Reports.Table.Number(row.TimesWallet, 2));
        }
        return table;
    }

    private static Table Table(IReadOnlyList<ThroughputRow> rows)
    {
        var table = new Table(2, "operation", "type", "done /s", "p50 ms", "p99 ms", "silo CPU ms/req", "failed", "wallet times");
        foreach (var row in rows)
        {
            table.Add(
                row.Operation, row.Type, Reports.Table.Number(row.PerSecond, 1), Reports.Table.Number(row.P50Ms, 1), Reports.Table.Number(row.P99Ms, 1), Reports.Table.Number(row.SiloCpuMs, 3),
                Reports.Table.Number(row.Failed), Reports.Table.Number(row.WalletTimes, 2));
        }
        return table;
    }

    private static string SequentialPlot(IReadOnlyList<SequentialRow> rows) =>
        Bars("Mean latency", "latency (ms)", rows, static row => row.Operation, static row => row.Type, static row => row.MeanMs);

    private static string RangePlot(IReadOnlyList<SequentialRow> rows) =>
        new SvgPlot("Mean latency", "range", "latency (ms)").Bars([.. rows.Select(static row => row.Operation + " " + row.Type)], [new BarSeries("range", [.. rows.Select(static row => row.MeanMs)])]);

    private static string ThroughputPlot(IReadOnlyList<ThroughputRow> rows) =>
        Bars("Throughput", "requests done (1/s)", rows, static row => row.Operation, static row => row.Type, static row => row.PerSecond);

    /// <summary>Only operations that every type has: bars stand side by side.</summary>
    private static string Bars<T>(string title, string label, IReadOnlyList<T> rows, Func<T, string> operation, Func<T, string> type, Func<T, double> value)
    {
        var types = rows.Select(type).Distinct().ToArray();
        var common = rows.GroupBy(operation).Where(group => group.Count() == types.Length).ToArray();
        return new SvgPlot(title, "operation", label).Bars(
            [.. common.Select(static group => group.Key)], [.. types.Select(one => new BarSeries(one, [.. common.Select(group => value(group.First(row => type(row) == one)))]))]);
    }
}
