using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Client.DevNets;
using Scew.Client.Load;
using Scew.Protocol.Api;

namespace Scew.Cli.Commands;

/// <summary><c>bench</c>: four fresh silos in a temporary folder, the same driver as tests/Scew.Benchmarks.</summary>
internal static class BenchCommands
{
    public static Verb Build()
    {
        var clients = new Option<int[]>("--clients") { Description = "closed loops of so many clients", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [1, 64] };
        var seconds = new Option<int>("--seconds") { Description = "length of a round", DefaultValueFactory = _ => 5 };
        var rounds = new Option<int>("--rounds") { Description = "rounds; the median is shown", DefaultValueFactory = _ => 1 };
        var transfers = new Option<int>("--transfers") { Description = "transfers in one request", DefaultValueFactory = _ => 1 };
        return new Verb("bench", "measure four fresh silos on this machine", (call, cancel) =>
            RunAsync(call, call.Value(clients)!, call.Value(seconds), call.Value(rounds), call.Value(transfers), cancel), clients, seconds, rounds, transfers);
    }

    private static async Task<CommandOutput> RunAsync(Call call, int[] clients, int seconds, int rounds, int transfers, CancellationToken cancellation)
    {
        if (clients.Length == 0 || clients.Any(count => count is < 1 or > 1024) || seconds is < 1 or > 600 || rounds is < 1 or > 100 || transfers is < 1 or > 256)
        {
            throw CliFault.Usage("a number is out of range", "1 to 1024 clients, 1 to 600 seconds, 1 to 100 rounds, 1 to 256 transfers");
        }
        var folder = Directory.CreateTempSubdirectory("scew-bench-").FullName;
        try
        {
            call.Printer.Note("starting four merchants ...");
            await using var bench = await ThroughputBench.StartAsync(folder, clients.Max(), cancellation);
            var rows = new List<ThroughputRow>();
            foreach (var count in clients)
            {
                call.Printer.Note($"{count} clients ...");
                rows.Add(await bench.Throughput.MeasureAsync(count, transfers, rounds, TimeSpan.FromSeconds(Math.Min(2, seconds)), TimeSpan.FromSeconds(seconds), cancellation));
            }
            return Output(bench, rows);
        }
        catch (DevNetException failed)
        {
            throw new CliFault(Codes.Unavailable, ExitCodes.Unavailable, "the development group does not run") { Why = failed.Message, Next = "scew bench" };
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static CommandOutput Output(ThroughputBench bench, List<ThroughputRow> rows)
    {
        var table = new TableView("clients", "requests/s", "transfers/s", "p50 ms", "p99 ms", "floor/s", "of floor", "failed") { RightAligned = new HashSet<int> { 0, 1, 2, 3, 4, 5, 6, 7 } };
        foreach (var row in rows)
        {
            table.Row(Numbers.Text(row.Clients), Numbers.Rate(row.RequestsPerSecond), Numbers.Rate(row.TransfersPerSecond), Numbers.Ms(row.P50Ms), Numbers.Ms(row.P99Ms), Numbers.Rate(row.FloorPerSecond), Numbers.Ratio(row.FloorRatio), Numbers.Text(row.Failed));
        }
        var text = table.Render() + $"before the start: sign {Numbers.Ms(bench.Cost.SignMicroseconds)} us, verify {Numbers.Ms(bench.Cost.VerifyMicroseconds)} us; fsync p50 {Numbers.Ms(bench.FsyncMs)} ms\n";
        return new CommandOutput(JsonSerializer.SerializeToNode(rows, ThroughputBench.Json) as JsonArray ?? [], text);
    }
}
