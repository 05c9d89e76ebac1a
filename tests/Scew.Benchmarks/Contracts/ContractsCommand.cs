using System.Collections.Immutable;
using System.Globalization;
using Scew.Benchmarks.Load;
using Scew.Benchmarks.Reports;

namespace Scew.Benchmarks.Contracts;

/// <summary>What contracts cost: eShare at fixed rates against the same requests without a contract, then transactions over several assets, one hot asset, many assets.</summary>
internal static class ContractsCommand
{
    private const string Pairs = "A tool's life (create, offer, give back, retire) under builtin/eshare/1 against a wallet's creation and three payments: as many requests, "
        + "signatures and new registers, and request bodies about as long. Both kinds take turns within one run. Latency counts from the moment a request was due until its receipt was verified.";

    private const string Batches = "Clients in closed loops, each request one signature that moves several assets of its client, all or none.";

    private const string Others = "Clients in closed loops. One hot asset: all clients take the same tool (out and back in one transaction), against a tool for each. Many assets: "
        + "single transitions over a large ledger, against one asset for each client.";

    public static async Task<int> RunAsync(ContractsOptions options, string command)
    {
        var folder = Directory.CreateTempSubdirectory("scew-bench-").FullName;
        try
        {
            var result = await new ContractsRun(options).RunAsync(folder);
            var (pairs, batches, others) = (PairTable(result), WorkloadTable(result.Batches), WorkloadTable(result.Others));
            Console.WriteLine(pairs.ToText());
            Console.WriteLine(batches.ToText());
            Console.WriteLine(others.ToText());
            if (options.Html is { } file)
            {
                var report = new HtmlReport("What contracts cost", "Four Scew silos as processes on one machine: signatures, order, durable journal, execution, receipts verified by the client.");
                report.Add("With contracts and without", Pairs, PairPlots(result), pairs);
                report.Add("One asset or several in a request", Batches, BatchPlots(result.Batches), batches);
                report.Add("One hot asset, many assets", Others, OtherPlots(result.Others), others);
                await File.WriteAllTextAsync(file, report.Render(Machine.Read(command)));
                Console.Error.WriteLine($"wrote {file}");
            }
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Table PairTable(ContractsResult result)
    {
        var table = new Table(
            2, "asked for", "kind", "achieved /s", "p50 ms", "p99 ms", "silo CPU ms/req", "body bytes/req", "loopback bytes/req", "failed", "rate ratio", "p50 ratio", "p99 ratio", "CPU ratio");
        foreach (var pair in result.Comparisons)
        {
            string[] ratios = [Table.Number(pair.RateRatio, 3), Table.Number(pair.P50Ratio, 3), Table.Number(pair.P99Ratio, 3), Table.Number(pair.CpuRatio, 3)];
            table.Add([Asked(pair.RatePerSecond), "contract", .. Cells(pair.With), .. ratios]);
            table.Add([Asked(pair.RatePerSecond), "plain", .. Cells(pair.Without), "", "", "", ""]);
        }
        return table;

        static string[] Cells(Measurement taken) =>
        [
            Table.Number(taken.PerSecond, 1), Table.Number(taken.P50Ms, 1), Table.Number(taken.P99Ms, 1), Table.Number(taken.CpuMsPerRequest, 3), Table.Number(taken.BodyBytesPerRequest),
            Table.Number(taken.LoopbackBytesPerRequest), Table.Number(taken.Failed),
        ];
    }

    private static Table WorkloadTable(IReadOnlyList<WorkloadResult> results)
    {
        var table = new Table(1, "load", "requests/s", "changes/s", "p50 ms", "p99 ms", "silo CPU ms/change", "body bytes/req", "failed");
        foreach (var result in results)
        {
            var taken = result.Taken;
            table.Add(
                result.Name, Table.Number(taken.PerSecond, 1), Table.Number(taken.PerSecond * result.ChangesPerRequest, 1), Table.Number(taken.P50Ms, 1), Table.Number(taken.P99Ms, 1),
                Table.Number(taken.CpuMsPerRequest / result.ChangesPerRequest, 3), Table.Number(taken.BodyBytesPerRequest), Table.Number(taken.Failed));
        }
        return table;
    }

    private static string[] PairPlots(ContractsResult result)
    {
        var fixedRates = result.Comparisons.Where(pair => pair.RatePerSecond is not null).ToArray();
        ImmutableArray<string> groups = [.. result.Comparisons.Select(pair => Asked(pair.RatePerSecond))];
        return
        [
            new SvgPlot("Latency", "requests asked for (1/s)", "latency (ms)").Lines(
                [Line("p50 contract", pair => pair.With.P50Ms), Line("p50 plain", pair => pair.Without.P50Ms), Line("p99 contract", pair => pair.With.P99Ms), Line("p99 plain", pair => pair.Without.P99Ms)]),
            new SvgPlot("Achieved rate", "requests asked for (1/s)", "requests done (1/s)").Lines([Line("contract", pair => pair.With.PerSecond), Line("plain", pair => pair.Without.PerSecond)]),
            new SvgPlot("CPU of all silos", "requests asked for (1/s)", "CPU for a request (ms)").Bars(
                groups, [Bars("contract", pair => pair.With.CpuMsPerRequest), Bars("plain", pair => pair.Without.CpuMsPerRequest)]),
            new SvgPlot("Contract against plain", "requests asked for (1/s)", "ratio (1 = equal)").Bars(
                groups, [Bars("p50", pair => pair.P50Ratio), Bars("CPU", pair => pair.CpuRatio), Bars("achieved rate", pair => pair.RateRatio)]),
        ];

        PlotSeries Line(string name, Func<Comparison, double> value) => new(name, [.. fixedRates.Select(pair => ((double)pair.RatePerSecond!.Value, value(pair)))]);

        BarSeries Bars(string name, Func<Comparison, double> value) => new(name, [.. result.Comparisons.Select(value)]);
    }

    private static string[] BatchPlots(IReadOnlyList<WorkloadResult> results) =>
    [
        new SvgPlot("Throughput", "assets in a request", "per second") { LogX = true, LogY = true }.Lines(
            [Line(results, "changes", result => result.Taken.PerSecond * result.ChangesPerRequest), Line(results, "requests", result => result.Taken.PerSecond)]),
        new SvgPlot("Latency", "assets in a request", "latency (ms)") { LogX = true }.Lines([Line(results, "p50", result => result.Taken.P50Ms), Line(results, "p99", result => result.Taken.P99Ms)]),
    ];

    private static string[] OtherPlots(IReadOnlyList<WorkloadResult> results)
    {
        ImmutableArray<string> groups = [.. results.Select(result => result.Name)];
        return
        [
            new SvgPlot("Throughput", "load", "requests done (1/s)").Bars(groups, [new("requests", [.. results.Select(result => result.Taken.PerSecond)])]),
            new SvgPlot("Latency", "load", "latency (ms)").Bars(groups, [new("p50", [.. results.Select(result => result.Taken.P50Ms)]), new("p99", [.. results.Select(result => result.Taken.P99Ms)])]),
        ];
    }

    private static PlotSeries Line(IReadOnlyList<WorkloadResult> results, string name, Func<WorkloadResult, double> value) =>
        new(name, [.. results.Select(result => ((double)result.ChangesPerRequest, value(result)))]);

    private static string Asked(int? rate) => rate?.ToString(CultureInfo.InvariantCulture) ?? "as fast as it goes";
}
