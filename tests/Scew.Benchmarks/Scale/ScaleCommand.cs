using System.Diagnostics;
using System.Globalization;
using Scew.Benchmarks.Reports;
using Scew.Client.Load;

namespace Scew.Benchmarks.Scale;

/// <summary>What more members cost: groups of 4 to 100 in simulation and, where asked for, as processes; fault free, with f dead, with f proposing what is invalid.</summary>
internal static class ScaleCommand
{
    public static async Task<int> RunAsync(ScaleOptions options, string command)
    {
        var cost = SignatureCost.Measure(TimeSpan.FromSeconds(1));
        var simulated = Simulated(options, cost);
        var processes = await ProcessesAsync(options);
        var report = new HtmlReport("What more members cost", string.Create(
            CultureInfo.InvariantCulture,
            $"Groups of n members at fixed rates: fault free, with f = (n-1)/3 of them dead, and with f of them proposing what nobody may vote for. One signature takes {cost.SignMicroseconds:0.0} us here, one check {cost.VerifyMicroseconds:0.0} us."));
        Show(report, "Simulated", SimulatedText(options), simulated);
        Show(report, "As processes", "Real silos on this one machine, which they share with the clients: signatures, TLS, SQLite. A faulty member proposes two blocks in one view. Bytes are those of the loopback device, clients' traffic included.", processes);
        if (options.Html is { } file)
        {
            await File.WriteAllTextAsync(file, report.Render(Machine.Read(command)));
            Console.Error.WriteLine($"wrote {file}");
        }
        return 0;
    }

    private static List<ScaleRow> Simulated(ScaleOptions options, SignatureCost cost)
    {
        var rows = new List<ScaleRow>();
        foreach (var members in options.Members)
        {
            foreach (var fault in options.Faults)
            {
                foreach (var rate in options.Rates)
                {
                    Console.Error.Write($"simulating {members} members, {Name(fault)}, {rate}/s ... ");
                    var started = Stopwatch.GetTimestamp();
                    var row = SimulatedScale.Run(options, members, rate, fault, cost);
                    rows.Add(row);
                    // Large groups take minutes: who stops the run has what was done.
                    Console.Error.WriteLine(string.Create(
                        CultureInfo.InvariantCulture,
                        $"{row.Seconds:0.0} s measured in {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s: {row.CommittedPerSecond:0.0}/s, p50 {row.P50Ms:0} ms, p99 {row.P99Ms:0} ms"));
                }
            }
        }
        return rows;
    }

    private static async Task<List<ScaleRow>> ProcessesAsync(ScaleOptions options)
    {
        var rows = new List<ScaleRow>();
        foreach (var members in options.Processes)
        {
            Console.Error.WriteLine($"{members} silos as processes ...");
            var folder = Directory.CreateTempSubdirectory("scew-bench-").FullName;
            try
            {
                rows.AddRange(await new ProcessScale(options, members).RunAsync(folder));
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }
        return rows;
    }

    private static string SimulatedText(ScaleOptions options) => string.Create(
        CultureInfo.InvariantCulture,
        $"The real ordering and ledger cores in virtual time, {options.Delay.Least} to {options.Delay.Most} ms from member to member, requests of {options.BodyBytes} bytes, seed {options.Seed}. Latency ends where the member that brought a request could give the receipt. Faulty proposals: {string.Join(", ", options.Liars)}. CPU is that of all members' cores and the simulator together; what signatures would add is computed. A busy CPU delays nothing here.");

    private static void Show(HtmlReport report, string heading, string text, List<ScaleRow> rows)
    {
        if (rows.Count == 0)
        {
            return;
        }
        var table = new Table(
            2, "members", "faults", "asked /s", "done /s", "p50 ms", "p99 ms", "blocks/s", "messages/req", "bytes/req", "CPU ms/block", "signatures ms/block", "checks/member/block", "unfinished");
        foreach (var row in rows)
        {
            table.Add(
                row.Members.ToString(CultureInfo.InvariantCulture), Name(row.Fault), Table.Number(row.RatePerSecond), Table.Number(row.CommittedPerSecond, 1), Table.Number(row.P50Ms, 1),
                Table.Number(row.P99Ms, 1), Table.Number(row.BlocksPerSecond, 1), Table.Number(row.MessagesPerRequest), Table.Number(row.BytesPerRequest),
                Table.Number(1000 * row.CpuSecondsPerBlock, 2), Table.Number(1000 * row.SignatureSecondsPerBlock, 2), Table.Number(row.ChecksPerMemberAndBlock, 1), Table.Number(row.Unfinished));
        }
        Console.WriteLine(heading);
        Console.WriteLine(table.ToText());
        report.Add(heading, text, Plots(rows), table);
    }

    private static List<string> Plots(List<ScaleRow> rows)
    {
        var plots = new List<string>
        {
            Plot(rows, "Median latency", "p50 latency (ms)", row => row.P50Ms),
            Plot(rows, "99th percentile of latency", "p99 latency (ms)", row => row.P99Ms, logarithmic: true),
            Plot(rows, "Done", "requests done (1/s)", row => row.CommittedPerSecond),
            Plot(rows, "Bytes between members", "bytes a request", row => row.BytesPerRequest ?? double.NaN, logarithmic: true),
            Plot(rows, "CPU of the whole group", "CPU for a block (s)", row => row.CpuSecondsPerBlock + (row.SignatureSecondsPerBlock ?? 0), logarithmic: true),
        };
        if (rows.Exists(row => row.MessagesPerRequest is not null))
        {
            plots.Insert(3, Plot(rows, "Messages between members", "messages a request", row => row.MessagesPerRequest ?? double.NaN, logarithmic: true));
        }
        return plots;
    }

    /// <summary>A line for every fault and rate, over the number of members.</summary>
    private static string Plot(List<ScaleRow> rows, string title, string label, Func<ScaleRow, double> value, bool logarithmic = false) =>
        new SvgPlot(title, "members", label) { LogY = logarithmic }.Lines(
            [.. rows.GroupBy(row => (row.Fault, row.RatePerSecond)).Select(group => new PlotSeries(
                string.Create(CultureInfo.InvariantCulture, $"{Name(group.Key.Fault)}, {group.Key.RatePerSecond}/s"), [.. group.Select(row => ((double)row.Members, value(row)))]))]);

    private static string Name(Fault fault) => fault switch
    {
        Fault.None => "fault free",
        Fault.Crash => "f dead",
        _ => "f invalid",
    };
}
