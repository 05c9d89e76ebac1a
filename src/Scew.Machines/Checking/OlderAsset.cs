using System.Collections.Immutable;

namespace Scew.Machines.Checking;

/// <summary>An asset of an older machine, before it moves: its state there without timers, and what its purse holds. Whoever replays a step file takes it at its word.</summary>
public sealed record OlderAsset(string Machine, MachineState State, long Purse)
{
    /// <summary>How it came to be so under the older machine, as lines of a step file under a heading; empty where the file alone says so.</summary>
    public ImmutableArray<string> Life => Reached is null ? [] :
    [
        .. Reached.Life()[0].Step.Older?.Life ?? [],
        $"under {Machine}:",
        .. new StepScript([.. Reached.Life().Select(static one => one.Step)]).Format().Split('\n', StringSplitOptions.RemoveEmptyEntries),
    ];

    /// <summary>Where an exploration of the older machine met it.</summary>
    internal Situation? Reached { get; init; }
}
