namespace Scew.Simulation;

/// <summary>How a run ended. <see cref="Failure"/> is null when every oracle was content.</summary>
public sealed record SimulationResult(Scenario Scenario, ViolationException? Failure, ulong AuditHash, long Events, long Blocks, int Requests, int Evidence, IReadOnlySet<int> Accused, long ConvergedAfterMs, long EndedAtMs)
{
    /// <summary>From submission at a merchant until the last honest member executed it, over requests that were valid when they were made.</summary>
    public long SlowestRequestMs { get; init; }

    /// <summary>The same over requests that only honest merchants were shown.</summary>
    public long SlowestHonestRequestMs { get; init; }

    /// <summary>How often a member in doubt came back.</summary>
    public int Rejoined { get; init; }

    /// <summary>State transfers that were begun and that were installed, and how many of them while executed heights were not on the disk.</summary>
    public (int Begun, int Installed, int Unflushed) Transfers { get; init; }

    /// <summary>Timers that fired, blocks that fired as many as one may, and the longest time from due to final after everybody was well.</summary>
    public (int Fired, int FullBlocks, long SlowestMs) Timers { get; init; }

    /// <summary>Requests on encrypted integers or their keys that changed something.</summary>
    public int SealedWrites { get; init; }

    /// <summary>Heights that too many members skipped by a state transfer to be certified by those that are up.</summary>
    public int Unattested { get; init; }

    /// <summary>The view of the newest final block: how far it is above the height says how many views brought nothing.</summary>
    public long FinalView { get; init; }

    /// <summary>Heights that the slowest honest member was behind when the faults stopped.</summary>
    public long Behind { get; init; }

    /// <summary>Requests in final blocks when the faults stopped.</summary>
    public int ExecutedBeforeHealing { get; init; }

    /// <summary>Requests of a kind that older programs do not know, in final blocks when the upgrade ended, and those of them that an older program executed.</summary>
    public (int Ordered, int ByOlder) NewKinds { get; init; }

    /// <summary>Half of the requests were executed at some honest member sooner than this after they were made.</summary>
    public long MedianRequestMs { get; init; }
}
