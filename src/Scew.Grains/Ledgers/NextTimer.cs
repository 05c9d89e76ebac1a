using Orleans;

namespace Scew.Grains;

/// <summary>
/// When (Unix milliseconds) the first contract timer is due as of an executed height, null when none is armed; and the last height of the epoch, null until it is decided.
/// </summary>
[GenerateSerializer]
[Immutable]
[Alias("Scew.NextTimer")]
public sealed record NextTimer([property: Id(0)] long Height, [property: Id(1)] long? DueMs, [property: Id(2)] long? LastHeight = null);
