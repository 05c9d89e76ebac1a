using Scew.Protocol;
using Scew.Protocol.Ordering;

namespace Scew.Consensus;

/// <summary>
/// Genesis parameters of the ordering protocol, plus who this replica is. Times in milliseconds.
/// </summary>
public sealed record ReplicaConfig(Group Group, int Self, Digest ActivationId)
{
    /// <summary>Base of the leader timer: no proposal.</summary>
    public long LeaderTimerMs { get; init; } = 1000;

    /// <summary>Base of the advance timer: no certificate.</summary>
    public long AdvanceTimerMs { get; init; } = 2000;

    /// <summary>Largest accepted difference between a block's time and the own clock.</summary>
    public long DriftMs { get; init; } = 2000;

    /// <summary>Validity window of requests with one signer.</summary>
    public long WindowMs { get; init; } = 120_000;

    /// <summary>Validity window of requests with several signers.</summary>
    public long LongWindowMs { get; init; } = 86_400_000;

    /// <summary>Most requests in a block.</summary>
    public int MaxBlockRequests { get; init; } = 1000;

    /// <summary>Most request bytes in a block.</summary>
    public int MaxBlockBytes { get; init; } = 2 * 1024 * 1024;

    /// <summary>Highest total cost of a block.</summary>
    public int MaxBlockCost { get; init; } = 100_000;

    /// <summary>Most requests in the pool, shared 1/n to each bringing member.</summary>
    public int MaxPoolRequests { get; init; } = 20_000;

    /// <summary>Most request bytes in the pool, shared like their number.</summary>
    public long MaxPoolBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>New accounts and registers in a block, shared 1/n to each bringing member: the leader's policy, no rule of validity.</summary>
    public int MaxNewRegisters { get; init; } = 4000;

    /// <summary>Status to every peer.</summary>
    public long StatusIntervalMs { get; init; } = 5000;
}
