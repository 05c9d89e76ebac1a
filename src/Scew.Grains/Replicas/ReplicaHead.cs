using Orleans;

namespace Scew.Grains;

/// <summary>The highest proven height and its encoded certificate (empty for genesis).</summary>
[GenerateSerializer]
[Immutable]
[Alias("Scew.ReplicaHead")]
public sealed record ReplicaHead([property: Id(0)] long Height, [property: Id(1)] byte[] Certificate);
