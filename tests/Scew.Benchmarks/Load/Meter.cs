using System.Globalization;
using System.Text.Json;
using Scew.Client;
using Scew.Client.DevNets;
using Scew.Client.Load;
using Scew.Client.Transport;

namespace Scew.Benchmarks.Load;

/// <summary>What one stretch of load took: verified answers, failures, CPU of the silos, bytes on the loopback device, blocks.</summary>
internal sealed record Measurement(
    LatencyHistogram Latencies, long Failed, double Seconds, double SiloCpuSeconds, long BodyBytes, long LoopbackBytes, long Blocks)
{
    public double PerSecond => Latencies.Count / Seconds;

    public double P50Ms => Latencies.QuantileMs(0.5);

    public double P99Ms => Latencies.QuantileMs(0.99);

    public double CpuMsPerRequest => 1000 * SiloCpuSeconds / Math.Max(1, Latencies.Count);

    public double CpuSecondsPerBlock => SiloCpuSeconds / Math.Max(1, Blocks);

    public double BodyBytesPerRequest => (double)BodyBytes / Math.Max(1, Latencies.Count);

    /// <summary>Null where the system does not count.</summary>
    public double? LoopbackBytesPerRequest => LoopbackBytes < 0 ? null : (double)LoopbackBytes / Math.Max(1, Latencies.Count);

    /// <summary>Several rounds as one.</summary>
    public static Measurement Sum(IReadOnlyList<Measurement> rounds)
    {
        var latencies = new LatencyHistogram();
        foreach (var round in rounds)
        {
            latencies.Merge(round.Latencies);
        }
        return new Measurement(
            latencies, rounds.Sum(round => round.Failed), rounds.Sum(round => round.Seconds), rounds.Sum(round => round.SiloCpuSeconds), rounds.Sum(round => round.BodyBytes),
            rounds.Any(round => round.LoopbackBytes < 0) ? -1 : rounds.Sum(round => round.LoopbackBytes), rounds.Sum(round => round.Blocks));
    }
}

/// <summary>Reads the counters of a group's processes before and after a stretch of load.</summary>
internal sealed class Meter(DevNet net, ScewClient client, Customers customers)
{
    public async Task<Measurement> MeasureAsync(Func<Task<LoadResult>> load)
    {
        customers.TakeBytes();
        var height = await HeightAsync();
        var loopback = LoopbackBytes();
        var cpu = SiloCpu();
        var result = await load();
        var cpuAfter = SiloCpu();
        var loopbackAfter = LoopbackBytes();
        return new Measurement(
            result.Latencies, result.Failed, result.Elapsed.TotalSeconds, (cpuAfter - cpu).TotalSeconds, customers.TakeBytes(), loopback < 0 ? -1 : loopbackAfter - loopback,
            await HeightAsync() - height);
    }

    private TimeSpan SiloCpu() => net.Merchants.Select(merchant => ProcessUse.Of(merchant.Process.Id).Cpu).Aggregate(TimeSpan.Zero, (sum, one) => sum + one);

    private async Task<long> HeightAsync()
    {
        var answer = await client.StatusAsync(customers.Merchants[0]);
        using var status = JsonDocument.Parse(answer is MerchantAnswer.Body body ? body.Bytes : throw new InvalidOperationException($"a merchant does not say its status: {answer}"));
        return status.RootElement.GetProperty("executedHeight").GetInt64();
    }

    private static long LoopbackBytes()
    {
        const string Devices = "/proc/net/dev";
        var line = File.Exists(Devices) ? File.ReadLines(Devices).FirstOrDefault(text => text.TrimStart().StartsWith("lo:", StringComparison.Ordinal)) : null;
        var first = line?.Split(':')[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        return long.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : -1;
    }
}
