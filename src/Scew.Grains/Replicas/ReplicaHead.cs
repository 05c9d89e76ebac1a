using Orleans;

namespace Scew.Grains;

/// <summary>The highest proven height and its encoded certificate (empty for genesis).</summary>
[GenerateSerializer]
[Immutable]
[Alias("Scew.ReplicaHead")]
public sealed record ReplicaHead([property: Id(0)] long Height, [property: Id(1)] byte[] Certificate)
{
    /// <summary>After a state transfer, until a certificate at or above its height comes: nothing can be vouched for.</summary>
    public static ReplicaHead Unproven { get; } = new(-1, []);
}
