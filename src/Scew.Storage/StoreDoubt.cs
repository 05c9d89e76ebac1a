namespace Scew.Storage;

/// <summary>Why a store may know less than its key has signed. It stays until <see cref="IReplicaStore.SettleAsync"/>. Numbers reach the disk: append only.</summary>
public enum StoreDoubt
{
    /// <summary>No reason to doubt.</summary>
    None = 0,

    /// <summary>The database was made by recover, for a key that has voted before.</summary>
    Recovering = 1,

    /// <summary>The database comes from a backup.</summary>
    Restored = 2,

    /// <summary>The database stands on another PostgreSQL cluster, timeline or database than the one in which it was made.</summary>
    SystemChanged = 3,

    /// <summary>The witness file counts more safety writes than the database, or can no longer be read.</summary>
    WitnessAhead = 4,

    /// <summary>A peer showed a signature of this key that the database does not know of.</summary>
    Shown = 5,
}
