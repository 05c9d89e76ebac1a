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

    /// <summary>A certificate needs 2f votes, whose signatures nobody looks at.</summary>
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
}
