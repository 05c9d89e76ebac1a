using Orleans;

namespace Scew.Grains;

/// <summary>
/// What executing a block came to: the encoded attested state, and when (Unix milliseconds) the first contract timer is due after it, null when none is armed. No state when the
/// block lies in one that was installed meanwhile, or above the last height of the epoch.
/// </summary>
[GenerateSerializer]
[Immutable]
[Alias("Scew.ExecutedBlock")]
public sealed record ExecutedBlock([property: Id(0)] byte[] State, [property: Id(1)] long? NextDueMs, [property: Id(2)] bool IsWaiting = false, [property: Id(3)] long? LastHeight = null)
{
    /// <summary>It was executed already.</summary>
    public static ExecutedBlock Passed { get; } = new([], null);

    /// <summary>Secure modules have not answered yet: ask for the same block again.</summary>
    public static ExecutedBlock Waiting { get; } = new([], null, true);
}
