namespace Scew.Client.Load;

/// <summary>What a closed loop did: only verified successes are in <paramref name="Latencies"/>.</summary>
public sealed record LoadResult(int Clients, TimeSpan Elapsed, LatencyHistogram Latencies, long Failed)
{
    /// <summary>Verified operations a second.</summary>
    public double PerSecond => Latencies.Count / Elapsed.TotalSeconds;
}
