using System.Collections.Immutable;

namespace Scew.Machines;

/// <summary>
/// What firing a timer came to. <paramref name="State"/> is the asset's next state in any case: the timer is no longer armed in it. <paramref name="Refusal"/> is why the
/// transition was not taken, or null when it was.
/// </summary>
public sealed record FiredTimer(MachineState State, MachineRefusal? Refusal)
{
    /// <summary>What the transition asks of other registers.</summary>
    public ImmutableArray<MachineCall> Calls { get; init; } = [];

    /// <summary>What it tells.</summary>
    public ImmutableArray<MachineEvent> Events { get; init; } = [];
}
