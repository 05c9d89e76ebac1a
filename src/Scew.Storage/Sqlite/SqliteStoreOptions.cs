namespace Scew.Storage.Sqlite;

/// <summary>Settings of the SQLite store; the constants were chosen by measurement.</summary>
internal sealed record SqliteStoreOptions
{
    internal const int PageBytes = 8192;
    internal const int CheckpointPages = 2000;
    internal const int CacheKiB = 32 * 1024;
    internal const int ReaderCacheKiB = 2 * 1024;
    internal const int JournalBytes = 64 * 1024 * 1024;

    /// <summary>How long the opening waits for the folder's lock: a process that is being stopped may still hold it.</summary>
    internal const int LockWaitMs = 500;

    /// <summary>Largest size of the database in pages; no limit when null.</summary>
    internal int? MaxPages { get; init; }

    /// <summary>Where tests look in.</summary>
    internal StoreHooks Hooks { get; init; } = new();
}
