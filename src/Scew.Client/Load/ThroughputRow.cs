using System.Collections.Immutable;

namespace Scew.Client.Load;

/// <summary>
/// One line of the benchmark's table: the median round by throughput. <paramref name="FloorPerSecond"/> was measured
/// directly before and after the round, because a shared machine changes its speed from minute to minute; CPU is cores busy (1 = one core) over the
/// round; bytes are those of request and receipt, and of everything on the loopback device (-1 where the system does not tell).
/// </summary>
public sealed record ThroughputRow(
    int Clients,
    int TransfersPerRequest,
    double RequestsPerSecond,
    double TransfersPerSecond,
    double P50Ms,
    double P99Ms,
    double FloorPerSecond,
    double FloorRatio,
    long Failed,
    long BodyBytesPerRequest,
    long LoopbackBytesPerRequest,
    ImmutableArray<double> SiloCores,
    ImmutableArray<long> SiloMegabytes,
    double ClientCores);
