using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Scew.Client.Load;

namespace Scew.Benchmarks;

/// <summary>
/// Four silos as processes, everything on: signatures, durable journal, execution, receipts verified by the client. The floor is what signatures alone would allow
/// on this machine, measured in the same run.
/// </summary>
internal static class ThroughputCommand
{
    private const int TransfersInTransaction = 20;
    private const int TransactionClients = 64;

    public static async Task<int> RunAsync(BenchmarkOptions options)
    {
        var folder = Directory.CreateTempSubdirectory("scew-bench-").FullName;
        try
        {
            Note("starting four silos and funding customers ...");
            await using var bench = await ThroughputBench.StartAsync(folder, Math.Max(options.Clients.Max(), Math.Max(TransactionClients, options.Wallets)));
            if (!options.Json)
            {
                WriteHead(bench);
            }
            Note($"warming up for {options.WarmUpSeconds} s ...");
            await bench.Throughput.WarmUpAsync(TransactionClients, TimeSpan.FromSeconds(options.WarmUpSeconds));
            foreach (var clients in options.Clients)
            {
                Write(options, bench, await MeasureAsync(bench, options, clients, 1));
            }
            Write(options, bench, await MeasureAsync(bench, options, TransactionClients, TransfersInTransaction));
            Note($"idle for {options.IdleSeconds} s ...");
            await Task.Delay(TimeSpan.FromSeconds(2));
            WriteIdle(options, await bench.Throughput.IdleAsync(TimeSpan.FromSeconds(options.IdleSeconds)));
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Task<ThroughputRow> MeasureAsync(ThroughputBench bench, BenchmarkOptions options, int clients, int transfers)
    {
        Note($"{clients} clients, {transfers} transfers a request ...");
        var round = TimeSpan.FromSeconds(options.Seconds);
        return bench.Throughput.MeasureAsync(clients, transfers, options.Rounds, round < TimeSpan.FromSeconds(3) ? round : TimeSpan.FromSeconds(3), round);
    }

    private static void WriteHead(ThroughputBench bench)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"sign {bench.Cost.SignMicroseconds:0.0} us, verify {bench.Cost.VerifyMicroseconds:0.0} us, {Environment.ProcessorCount} cores; fsync p50 {bench.FsyncMs:0.00} ms"));
        Console.WriteLine("clients  transfers    requests/s   transfers/s    p50 ms    p99 ms   floor/s  of floor  failed  bytes/req  lo bytes/req  silo cores              silo MB              client cores");
    }

    private static void Write(BenchmarkOptions options, ThroughputBench bench, ThroughputRow row)
    {
        if (options.Json)
        {
            var item = JsonSerializer.SerializeToNode(row, ThroughputBench.Json)!.AsObject();
            item["fsyncP50Ms"] = bench.FsyncMs;
            Console.WriteLine(item.ToJsonString());
            return;
        }
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{row.Clients,7}  {row.TransfersPerRequest,9}  {row.RequestsPerSecond,12:N0}  {row.TransfersPerSecond,12:N0}  {row.P50Ms,8:0.0}  {row.P99Ms,8:0.0}  {row.FloorPerSecond,8:N0}  {row.FloorRatio,8:0.000}  {row.Failed,6}  {row.BodyBytesPerRequest,9:N0}  {row.LoopbackBytesPerRequest,12:N0}  {Cores(row.SiloCores),-22}  {string.Join('/', row.SiloMegabytes),-19}  {row.ClientCores,12:0.00}"));
    }

    private static void WriteIdle(BenchmarkOptions options, (ImmutableArray<double> SiloCores, ImmutableArray<long> SiloMegabytes) idle) => Console.WriteLine(options.Json
        ? JsonSerializer.Serialize(new { idleSiloCores = idle.SiloCores, siloMegabytes = idle.SiloMegabytes }, ThroughputBench.Json)
        : $"idle: cores busy in each silo {string.Join('/', idle.SiloCores.Select(core => core.ToString("0.0000", CultureInfo.InvariantCulture)))}, {string.Join('/', idle.SiloMegabytes)} MB");

    private static string Cores(ImmutableArray<double> cores) => string.Join('/', cores.Select(core => core.ToString("0.00", CultureInfo.InvariantCulture)));

    private static void Note(string line) => Console.Error.WriteLine(line);
}
