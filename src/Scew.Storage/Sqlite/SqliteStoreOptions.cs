namespace Scew.Storage.Sqlite;

/// <summary>Settings of the SQLite store; the constants were chosen by measurement.</summary>
internal sealed record SqliteStoreOptions
{
    internal const int PageBytes = 8192;
    internal const int CheckpointPages = 2000;
    internal const int CacheKiB = 32 * 1024;
    internal const int ReaderCacheKiB = 2 * 1024;
    internal const int JournalBytes = 64 * 1024 * 1024;

    /// <summary>Most writes that wait for the writer; further callers wait for room.</summary>
    internal const int MaxQueuedWrites = 1024;

    /// <summary>Most writes in one transaction.</summary>
    internal const int MaxJoinedWrites = 256;

    /// <summary>Most reads at a time.</summary>
    internal const int MaxReaders = 4;

    /// <summary>How long the opening waits for the folder's lock: a process that is being stopped may still hold it.</summary>
    internal const int LockWaitMs = 500;

    /// <summary>Largest size of the database in pages; no limit when null.</summary>
    internal int? MaxPages { get; init; }

    /// <summary>Called with the number of joined writes before each commit; a throw is a failed commit.</summary>
    internal Action<int>? BeforeCommit { get; init; }
}
