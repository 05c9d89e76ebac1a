namespace Scew.Storage;

/// <summary>Why a store does not do what was asked. Append only.</summary>
public enum StoreFault
{
    /// <summary>Another process, or another store in this one, holds the data folder.</summary>
    InUse = 1,

    /// <summary>There is no database in the data folder, or an inspection cannot open it.</summary>
    Missing,

    /// <summary>The database has no identity row: initialising it did not finish.</summary>
    NotInitialised,

    /// <summary>The database already belongs to a replica; initialising it again is refused.</summary>
    AlreadyInitialised,

    /// <summary>The database belongs to another group or another member.</summary>
    Foreign,

    /// <summary>The schema was written by a newer program, or a migration that already ran was changed.</summary>
    Schema,

    /// <summary>The lease row names another activation: this one stops for good and never retakes it.</summary>
    LeaseLost,

    /// <summary>A write, or what it needs, failed. The store is broken for good; the replica stops and nothing is retried.</summary>
    Failed,

    /// <summary>A row that was read is not what was written: a wrong hash, a broken chain, bytes that do not decode.</summary>
    Corrupt,

    /// <summary>The store was closed.</summary>
    Closed,
}
