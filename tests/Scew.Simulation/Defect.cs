namespace Scew.Simulation;

/// <summary>Planted defects: the oracles must see each of these, or their silence means nothing.</summary>
public enum Defect
{
    None,

    /// <summary>Finalize votes leave before their write is done.</summary>
    SpeaksBeforeWrite,

    /// <summary>The shell reports writes as done before they are.</summary>
    FalseWriteReports,

    /// <summary>A restart takes its floor for zero: it votes again in views in which it voted.</summary>
    ForgottenLease,

    /// <summary>A certificate needs 2f votes; everything else about it is checked.</summary>
    SmallQuorum,

    /// <summary>A replica takes any signature for a member's.</summary>
    UncheckedSignatures,

    /// <summary>Blocks may repeat requests of their ancestors.</summary>
    VotesForRepeats,

    /// <summary>One member executes in another order.</summary>
    UnequalExecution,

    /// <summary>All members execute in the same, wrong order.</summary>
    ReversedExecution,

    /// <summary>Views are never given up.</summary>
    NeverGivesUp,

    /// <summary>No status is sent, so nobody learns that somebody lags.</summary>
    NoStatus,

    /// <summary>A statement is sent once and never again, whatever happened to it.</summary>
    NoResend,

    /// <summary>Questions for blocks, requests and chains are not answered.</summary>
    NoRepair,

    /// <summary>A crash leaves the registers of a height without the height.</summary>
    TornSets,

    /// <summary>A certificate that names one signer twice counts it twice.</summary>
    DuplicateSigners,

    /// <summary>The view is not under the signatures.</summary>
    ViewNotSigned,

    /// <summary>Attestations are counted by sender, whatever state they name.</summary>
    SendersCounted,

    /// <summary>A vote counts for its block, whatever height it names.</summary>
    HeightIgnored,

    /// <summary>Votes are kept for views however far ahead.</summary>
    UnboundedFuture,

    /// <summary>The shell fails when evidence is found.</summary>
    CrashOnEvidence,

    /// <summary>A block may be dated as far ahead of its parent as of the clock.</summary>
    TimestampRatchet,

    /// <summary>A decoder that overlooks bytes after the end.</summary>
    TolerantDecoder,

    /// <summary>The state root hangs on the order of a hash table.</summary>
    HashTableOrder,

    /// <summary>Execution takes something from a random source.</summary>
    RandomExecution,

    /// <summary>Of a conditional update only the first half runs, everywhere alike and with a receipt that says all is well.</summary>
    PartialUpdate,

    /// <summary>Nobody notices that a disk was lost or is an old copy.</summary>
    UnnoticedLoss,

    /// <summary>A fetched state's root is not held against n-f attestations.</summary>
    SnapshotRootUnchecked,

    /// <summary>The requests of the blocks that a state transfer skips are not taken over.</summary>
    RecentForgotten,

    /// <summary>What was executed and is not on the disk yet is lost when a state is installed.</summary>
    UnflushedForgotten,

    /// <summary>Pruned members keep the windows before their newest block, and not those before the older anchor that they offer.</summary>
    WindowsOfTheHead,

    /// <summary>Who installed a state keeps nothing of the blocks that it skipped.</summary>
    SkippedBlocksForgotten,

    /// <summary>Heights are executed and not attested.</summary>
    NeverAttests,

    /// <summary>The same at one member, whose attestations nobody needs while the others are up.</summary>
    OneNeverAttests,

    /// <summary>A start arms what fired already.</summary>
    TimersArmedAgain,

    /// <summary>A start does not tell the replica which timers its ledger holds.</summary>
    TimersNotLoaded,

    /// <summary>A secure module with a memory answers a comparison by the record alone, whatever it is compared with.</summary>
    AnswersByRecord,

    /// <summary>An older program takes requests of a kind that it does not know, and refuses them only when it runs them.</summary>
    UnknownTaken,
}
