using Orleans;

namespace Scew.Grains;

/// <summary>A register's bytes (null when absent) with the encoded path and the roots at one executed height.</summary>
[GenerateSerializer]
[Immutable]
[Alias("Scew.RegisterCapture")]
public sealed record RegisterCapture(
    [property: Id(0)] byte[] State,
    [property: Id(1)] byte[]? Register,
    [property: Id(2)] byte[] Proof,
    [property: Id(3)] byte[] HistoryRoot);
