using System.Diagnostics;

namespace Scew.Client.Load;

/// <summary>One operation of one client of a closed loop; true when it succeeded and was verified.</summary>
public delegate ValueTask<bool> LoadOperation(int client, long iteration, CancellationToken cancellation);

/// <summary>Runs clients that each send their next operation when the last one answered, and measures.</summary>
public static class ClosedLoop
{
    /// <summary>
    /// Runs <paramref name="clients"/> loops for <paramref name="duration"/>; operations begun before the end are waited for and counted.
    /// Iterations of a client count from <paramref name="firstIteration"/>.
    /// </summary>
    public static async Task<LoadResult> RunAsync(
        int clients, TimeSpan duration, LoadOperation operation, long firstIteration = 0, CancellationToken cancellation = default)
    {
        var started = Stopwatch.GetTimestamp();
        var loops = new Task<(LatencyHistogram Latencies, long Failed)>[clients];
        for (var i = 0; i < clients; i++)
        {
            var client = i;
            loops[i] = Task.Run(() => LoopAsync(client, firstIteration, started, duration, operation, cancellation), cancellation);
        }
        var outcomes = await Task.WhenAll(loops);
        var elapsed = Stopwatch.GetElapsedTime(started);
        var latencies = new LatencyHistogram();
        foreach (var (histogram, _) in outcomes)
        {
            latencies.Merge(histogram);
        }
        return new LoadResult(clients, elapsed, latencies, outcomes.Sum(outcome => outcome.Failed));
    }

    private static async Task<(LatencyHistogram Latencies, long Failed)> LoopAsync(
        int client, long firstIteration, long started, TimeSpan duration, LoadOperation operation, CancellationToken cancellation)
    {
        var latencies = new LatencyHistogram();
        long failed = 0;
        for (var iteration = firstIteration; Stopwatch.GetElapsedTime(started) < duration && !cancellation.IsCancellationRequested; iteration++)
        {
            var begun = Stopwatch.GetTimestamp();
            if (await operation(client, iteration, cancellation))
            {
                latencies.Add((long)Stopwatch.GetElapsedTime(begun).TotalMicroseconds);
            }
            else
            {
                failed++;
            }
        }
        return (latencies, failed);
    }
}
