namespace Scew.Storage;

/// <summary>Where tests look into a store at work, and the bound that they lower.</summary>
internal sealed record StoreHooks
{
    /// <summary>Called with the number of joined writes before each commit; a throw is a failed commit.</summary>
    internal Action<int>? BeforeCommit { get; init; }

    /// <summary>Called with the counter before the witness file is written; a throw is a failed write.</summary>
    internal Action<long>? BeforeWitness { get; init; }

    /// <summary>Up to this many rows all tallies are counted anew at the opening; with more, votes, evidence and base only. An audit counts all.</summary>
    internal long MaxCountedRows { get; init; } = 200_000;

    /// <summary>Called at every named point of pruning, installing, copying; a throw is a crash there.</summary>
    internal Action<string>? At { get; init; }
}
