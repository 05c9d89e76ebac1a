using System.Collections.Immutable;
using Orleans;

namespace Scew.Grains;

/// <summary>A replica's position, as shown to operators.</summary>
[GenerateSerializer]
[Immutable]
[Alias("Scew.ReplicaStatus")]
public sealed record ReplicaStatus(
    [property: Id(0)] long View,
    [property: Id(1)] long FinalHeight,
    [property: Id(2)] long ExecutedHeight,
    [property: Id(3)] long CertifiedHeight,
    [property: Id(4)] int Pooled,
    [property: Id(5)] int Leader,
    [property: Id(6)] string? HaltedBecause,
    [property: Id(7)] ImmutableArray<PeerPosition?> Peers,
    [property: Id(8)] string? SuspectBecause = null);

/// <summary>Where a peer said last that it stands.</summary>
[GenerateSerializer]
[Immutable]
[Alias("Scew.PeerPosition")]
public sealed record PeerPosition([property: Id(0)] long View, [property: Id(1)] long FinalHeight, [property: Id(2)] long ExecutedHeight, [property: Id(3)] bool TwoActivations = false);
