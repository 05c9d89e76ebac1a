using System.Collections.Immutable;
using System.Globalization;

namespace Scew.Client.Load;

/// <summary>The benchmark behind <c>scew bench</c> and <c>Scew.Benchmarks throughput</c>: rounds of a closed loop over running silos, and the floor beside them.</summary>
public sealed class Throughput(LoadDriver driver, int replicas, ImmutableArray<int> siloProcesses)
{
    private static readonly TimeSpan FloorTime = TimeSpan.FromMilliseconds(500);

    /// <summary>Load until the silos run optimised code: on two cores four fresh processes compile for the better part of half a minute.</summary>
    public Task WarmUpAsync(int clients, TimeSpan duration, CancellationToken cancellation = default) => driver.RunAsync(clients, duration, 1, cancellation);

    /// <summary>A warm-up and <paramref name="rounds"/> rounds; the median round by throughput is the row.</summary>
    public async Task<ThroughputRow> MeasureAsync(
        int clients, int transfersPerRequest, int rounds, TimeSpan warmUp, TimeSpan round, CancellationToken cancellation = default)
    {
        await driver.RunAsync(clients, warmUp, transfersPerRequest, cancellation);
        var rows = new List<ThroughputRow>();
        for (var i = 0; i < rounds; i++)
        {
            rows.Add(await RoundAsync(clients, transfersPerRequest, round, cancellation));
        }
        return rows.OrderBy(row => row.RequestsPerSecond).ElementAt(rows.Count / 2);
    }

    /// <summary>Cores busy and memory held in each silo while nobody asks for anything.</summary>
    public async Task<(ImmutableArray<double> SiloCores, ImmutableArray<long> SiloMegabytes)> IdleAsync(TimeSpan duration, CancellationToken cancellation = default)
    {
        var before = siloProcesses.Select(ProcessUse.Of).ToArray();
        await Task.Delay(duration, cancellation);
        var after = siloProcesses.Select(ProcessUse.Of).ToArray();
        return ([.. after.Select((use, index) => (use.Cpu - before[index].Cpu) / duration)], [.. after.Select(use => use.WorkingSetBytes >> 20)]);
    }

    private async Task<ThroughputRow> RoundAsync(int clients, int transfers, TimeSpan duration, CancellationToken cancellation)
    {
        var costBefore = SignatureCost.Measure(FloorTime);
        driver.TakeBytes();
        var loopback = LoopbackBytes();
        var before = siloProcesses.Select(ProcessUse.Of).ToArray();
        var own = ProcessUse.Of(Environment.ProcessId);
        var result = await driver.RunAsync(clients, duration, transfers, cancellation);
        var after = siloProcesses.Select(ProcessUse.Of).ToArray();
        var bytes = driver.TakeBytes();
        var loopbackAfter = LoopbackBytes();
        var ownAfter = ProcessUse.Of(Environment.ProcessId);
        var floor = costBefore.Mean(SignatureCost.Measure(FloorTime)).FloorPerSecond(replicas, Environment.ProcessorCount);
        var count = Math.Max(1, result.Latencies.Count);
        return new ThroughputRow(
            clients,
            transfers,
            result.PerSecond,
            result.PerSecond * transfers,
            result.Latencies.QuantileMs(0.5),
            result.Latencies.QuantileMs(0.99),
            floor,
            result.PerSecond / floor,
            result.Failed,
            bytes / count,
            loopback < 0 ? -1 : (loopbackAfter - loopback) / count,
            [.. after.Select((use, index) => (use.Cpu - before[index].Cpu) / result.Elapsed)],
            [.. after.Select(use => use.WorkingSetBytes >> 20)],
            (ownAfter.Cpu - own.Cpu) / result.Elapsed);
    }

    private static long LoopbackBytes()
    {
        const string Devices = "/proc/net/dev";
        var line = File.Exists(Devices) ? File.ReadLines(Devices).FirstOrDefault(text => text.TrimStart().StartsWith("lo:", StringComparison.Ordinal)) : null;
        var first = line?.Split(':')[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        return long.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : -1;
    }
}
