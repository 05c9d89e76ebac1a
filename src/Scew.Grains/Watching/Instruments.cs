using System.Collections.Immutable;
using static Scew.Grains.Watching.InstrumentKind;

namespace Scew.Grains.Watching;

/// <summary>
/// Every instrument of the meter <c>Scew</c>. Names, units and attributes are a contract with dashboards and alert rules: append only. No attribute holds an id of a wallet, an
/// account, an asset or a request, and none an amount.
/// </summary>
public static class Instruments
{
#pragma warning disable CS1591 // Each row says what it means.
    /// <summary>Name of the meter and of the source of traces.</summary>
    public const string MeterName = "Scew";

    public static readonly InstrumentRow CommitDuration = new("bft.proposal.commit.duration", Histogram, "s", [], "From the first sight of a block's proposal here until the block is final here");
    public static readonly InstrumentRow PhaseDuration = new("bft.phase.duration", Histogram, "s", ["bft.phase"], "One step of a block: notarize, finalize, execute, certify");
    public static readonly InstrumentRow View = new("bft.view", Gauge, "{view}", [], "The view in which the replica is");
    public static readonly InstrumentRow ViewChange = new("bft.view_change", Counter, "{view}", ["reason"], "Views left, by what ended them: notarized, finalized, nullified, caught-up");
    public static readonly InstrumentRow Committed = new("bft.position.committed", Gauge, "{position}", [], "The highest final height");
    public static readonly InstrumentRow Lag = new("bft.replica.lag", Gauge, "{position}", [], "Heights that f+1 members call final, or this one knows to be, and that are not executed here");
    public static readonly InstrumentRow Status = new("bft.replica.status", Gauge, "{status}", [], "The condition of the replica as a code");
    public static readonly InstrumentRow Quorum = new("bft.quorum.available", Gauge, "{replica}", [], "Members with a link at this moment, and this one");
    public static readonly InstrumentRow Rejected = new("bft.message.rejected", Counter, "{message}", ["reason", "type"], "Messages of the peer port that no correct member sends; each costs its link");
    public static readonly InstrumentRow Buffered = new("bft.message.buffered", Gauge, "{message}", ["peer"], "Messages that wait for a peer's link; under the own name, events that wait for the replica");
    public static readonly InstrumentRow Evidence = new("bft.evidence.recorded", Counter, "{proof}", ["kind"], "Proofs that a member lied, found or taken since the start");
    public static readonly InstrumentRow TransferProgress = new("bft.state_transfer.progress", Gauge, "1", [], "Registers of a fetched state that are here, of those known to be needed; 1 while none is fetched");
    public static readonly InstrumentRow VoteLogDuration = new("bft.vote_log.fsync.duration", Histogram, "s", [], "From handing votes and certificates to the store until they are on disk");
    public static readonly InstrumentRow ClockOffset = new("bft.clock.offset", Gauge, "s", ["peer"], "A leader's clock at its last proposal minus the own one when it came; the way is part of it");
    public static readonly InstrumentRow Transitions = new("asset.transition", Counter, "{transition}", ["contract", "result"], "Executed steps of assets and fired timers, by the machine that ships or 'deployed', and the code of the result");
    public static readonly InstrumentRow ModuleDuration = new("he.operation.duration", Histogram, "s", ["op"], "One question about encrypted integers in the secure module of this process");
    public static readonly InstrumentRow Launches = new("rm.launch", Counter, "{order}", ["result"], "Orders to launch that the agent took or refused, by the code of the answer; measured in the agent's process");
#pragma warning restore CS1591

    /// <summary>All rows, in the order of the documented table.</summary>
    public static ImmutableArray<InstrumentRow> All { get; } =
    [
        CommitDuration, PhaseDuration, View, ViewChange, Committed, Lag, Status, Quorum, Rejected, Buffered, Evidence, TransferProgress, VoteLogDuration, ClockOffset, Transitions,
        ModuleDuration, Launches,
    ];
}
