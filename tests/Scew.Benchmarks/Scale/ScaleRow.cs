namespace Scew.Benchmarks.Scale;

/// <summary>
/// One size at one rate under one fault. Messages and bytes are those between members, of requests that were done; CPU is that of the whole group for one block. Null was not
/// measured.
/// </summary>
internal sealed record ScaleRow(int Members, Fault Fault, int RatePerSecond)
{
    /// <summary>How long the measurement lasted, in simulated or real time.</summary>
    public double Seconds { get; init; }

    public double CommittedPerSecond { get; init; }

    public double P50Ms { get; init; }

    public double P99Ms { get; init; }

    public double BlocksPerSecond { get; init; }

    public double? MessagesPerRequest { get; init; }

    public double? BytesPerRequest { get; init; }

    public double CpuSecondsPerBlock { get; init; }

    /// <summary>In simulation: what real signatures would add, as the number of signatures and checks times their measured cost.</summary>
    public double? SignatureSecondsPerBlock { get; init; }

    /// <summary>In simulation: signatures that one member checks for one block.</summary>
    public double? ChecksPerMemberAndBlock { get; init; }

    /// <summary>Requests that had no certified result at the end.</summary>
    public long Unfinished { get; init; }
}
