using System.Collections.Immutable;
using Scew.Protocol.Ordering;

namespace Scew.Consensus;

/// <summary>The ordering protocol as a state machine: events in, effects out.</summary>
public sealed class Replica
{
    /// <summary>Starts from what the disk holds. <paramref name="verifier"/> checks members' signatures.</summary>
    public Replica(ReplicaConfig config, RecoveredState recovered, IMemberVerifier verifier)
    {
        Config = config;
        _ = recovered;
        _ = verifier;
    }

    /// <summary>Who and how.</summary>
    public ReplicaConfig Config { get; }

    /// <summary>When the next <see cref="Tick"/> is due, in monotonic milliseconds; <see cref="long.MaxValue"/> when nothing waits for time.</summary>
    public long NextDeadlineMs => long.MaxValue;

    /// <summary>Takes one event and gives the ordered effects. The first call after construction should be <see cref="Start"/>.</summary>
    public ImmutableArray<Effect> Step(ReplicaEvent happened, Clock now)
    {
        _ = happened;
        _ = now;
        return [];
    }

    /// <summary>The effects of starting: finalize votes above the final height are sent again as peers connect.</summary>
    public ImmutableArray<Effect> Start(Clock now)
    {
        _ = now;
        return [];
    }
}
