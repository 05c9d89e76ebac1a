using System.Globalization;
using Scew.Benchmarks.Load;

namespace Scew.Benchmarks.Watching;

/// <summary>What watching costs: two groups of four on this machine, one with everything on, loaded in turns. The one that has no turn does nothing.</summary>
internal static class WatchingCommand
{
    /// <summary>The share of throughput that watching may cost.</summary>
    private const double Bound = 0.03;

    public static async Task<int> RunAsync(WatchingOptions options)
    {
        var folder = Directory.CreateTempSubdirectory("scew-bench-").FullName;
        try
        {
            using var drain = new OtlpDrain();
            await using var off = await WatchedNet.StartAsync(Path.Combine(folder, "off"), options.Clients, null);
            await using var on = await WatchedNet.StartAsync(Path.Combine(folder, "on"), options.Clients, drain.Url);
            foreach (var net in new[] { off, on })
            {
                await net.LoadAsync(options.Clients, options.WarmUpSeconds / 2.0);
            }
            // What the load made hot is still being compiled, and its spans are on their way: neither is idleness.
            await Task.Delay(TimeSpan.FromSeconds(40));
            var idle = await Task.WhenAll(off.IdleAsync(TimeSpan.FromSeconds(15)), on.IdleAsync(TimeSpan.FromSeconds(15)));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"idle: silos {idle[0]:0.0} ms CPU a second off, {idle[1]:0.0} on"));
            var without = new List<Measurement>();
            var with = new List<Measurement>();
            for (var round = 0; round < options.Rounds; round++)
            {
                foreach (var net in round % 2 == 0 ? new[] { off, on } : [on, off])
                {
                    await net.LoadAsync(options.Clients, 1);
                    (net.IsWatched ? with : without).Add(await net.MeasureAsync(options.Clients, options.Seconds));
                }
            }
            return Write(Measurement.Sum(with), Measurement.Sum(without), [.. with.Zip(without, static (one, other) => one.PerSecond / other.PerSecond).Order()], [.. with.Zip(without, static (one, other) => one.CpuMsPerRequest / other.CpuMsPerRequest).Order()], drain.Bytes);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static int Write(Measurement with, Measurement without, double[] ratios, double[] cpu, long sent)
    {
        var median = Median(ratios);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"off: {without.PerSecond:N0} requests/s, p50 {without.P50Ms:0.0} ms, p99 {without.P99Ms:0.0} ms, silos {without.CpuMsPerRequest:0.000} ms CPU a request"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"on:  {with.PerSecond:N0} requests/s, p50 {with.P50Ms:0.0} ms, p99 {with.P99Ms:0.0} ms, silos {with.CpuMsPerRequest:0.000} ms CPU a request, {sent:N0} bytes by OTLP"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"throughput on/off {with.PerSecond / without.PerSecond:0.000} in all, {median:0.000} the median of {ratios.Length} pairs ({ratios[0]:0.000} to {ratios[^1]:0.000}); CPU a request on/off {with.CpuMsPerRequest / without.CpuMsPerRequest:0.000} in all, {Median(cpu):0.000} the median"));
        return with.Failed + without.Failed > 0 || median < 1 - Bound ? 1 : 0;
    }

    private static double Median(double[] sorted) => sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
}
