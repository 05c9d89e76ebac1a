namespace Scew.Storage;

/// <summary>
/// What the database of a replica that does not run tells of itself. Everything from <see cref="Control"/> on is missing where an older program wrote it: this program would first migrate it.
/// </summary>
public sealed record StoreInspection(string File, StoreIdentity Identity, int Schema, int NewestSchema)
{
    /// <summary>Bytes of the database file.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>Bytes of the journal that a stop did not bring into the database file; 0 after a clean stop.</summary>
    public required long JournalBytes { get; init; }

    /// <summary>When the database file was last written: with a journal beside it, its last checkpoint.</summary>
    public required DateTime LastCheckpoint { get; init; }

    /// <summary>Who may write, and how far.</summary>
    public StoreControl? Control { get; init; }

    /// <summary>The applied height; null before the first one.</summary>
    public StoredHead? Head { get; init; }

    /// <summary>Height and view of the highest block that is stored, whether final or not; null without one.</summary>
    public (long Height, long View)? Newest { get; init; }

    /// <summary>The last height that is not held block by block any more; 0 where all are.</summary>
    public long BaseHeight { get; init; }

    /// <summary>The era.</summary>
    public long Epoch { get; init; }

    /// <summary>What a full check found, where one was asked for.</summary>
    public AuditReport? Audit { get; init; }
}
