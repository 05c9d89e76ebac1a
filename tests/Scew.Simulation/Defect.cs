namespace Scew.Simulation;

/// <summary>Planted defects: the oracles must see each of these, or their silence means nothing.</summary>
public enum Defect
{
    None,

    /// <summary>Writes are reported as done before they are.</summary>
    SpeaksBeforeWrite,

    /// <summary>A restart takes its floor for zero and forgets its votes: it votes again in views in which it voted.</summary>
    ForgottenLease,

    /// <summary>A certificate needs 2f votes.</summary>
    SmallQuorum,

    /// <summary>No status is sent, so nobody learns that somebody lags.</summary>
    NoStatus,

    /// <summary>A statement is sent once and never again.</summary>
    NoResend,

    /// <summary>Questions for blocks, requests and chains are not answered.</summary>
    NoRepair,

    /// <summary>A replica takes any signature for a member's.</summary>
    UncheckedSignatures,

    /// <summary>Execution forgets which requests it executed.</summary>
    ForgottenExecution,
}
