namespace Scew.Consensus;

/// <summary>Every time-out of the protocol, in milliseconds, in one table.</summary>
internal sealed class Timeouts(ReplicaConfig config)
{
    /// <summary>How long without work before the lease is lowered.</summary>
    public const long IdleLeaseMs = 1000;

    /// <summary>The views of this stretch of time tell how far ahead the lease is taken.</summary>
    public const long AheadWindowMs = 250;

    private const int Once = 1000;
    private const int MaxScale = 16 * Once;
    private const int Quarter = 4;
    private int _scale = Once;

    /// <summary>
    /// No proposal; a leader whose last turn ended by timer gets a quarter. The bound of 16 times the base counts after the quarter: were it before, a lasting
    /// delay of four times the base would end every turn for ever.
    /// </summary>
    public long LeaderMs(bool slow) => Math.Max(1, Scaled(config.LeaderTimerMs, slow ? _scale / Quarter : _scale));

    /// <summary>No certificate.</summary>
    public long AdvanceMs => Scaled(config.AdvanceTimerMs, _scale);

    /// <summary>Before a leader makes an empty block so that an unfinalised one becomes final.</summary>
    public long EmptyBlockMs(bool slow) => LeaderMs(slow) / 4;

    /// <summary>Before a block known by certificate only is asked for: its proposal may be under way.</summary>
    public long FetchGraceMs => Math.Max(1, config.LeaderTimerMs / 20);

    /// <summary>Before the next peer is asked for what is missing.</summary>
    public long FetchRetryMs(int attempt) => Math.Max(1, config.LeaderTimerMs / 4 * (1 + Math.Min(attempt, 31)));

    /// <summary>Before an unanswered offer is repeated, and before a request that a peer brought is offered further.</summary>
    public long OfferRetryMs => config.LeaderTimerMs;

    /// <summary>What a full pool tells to wait.</summary>
    public long BusyRetryMs => Math.Max(1, config.LeaderTimerMs / 4);

    /// <summary>Least time between two statuses given in answer to a peer that is ahead.</summary>
    public long StatusReplyMs => Math.Max(1, config.LeaderTimerMs / 4);

    /// <summary>A view passed without a notarization: half more, at most 16 times the base.</summary>
    public void Grow() => _scale = Math.Min(Quarter * MaxScale, _scale * 3 / 2);

    /// <summary>
    /// A block became final: one step back. Going back at once would let a leader whose turn comes after the timers have grown keep them too short for all others.
    /// </summary>
    public void FallBack() => _scale = Math.Max(Once, _scale * 2 / 3);

    private static long Scaled(long baseMs, int scale) => baseMs * Math.Min(scale, MaxScale) / Once;
}
