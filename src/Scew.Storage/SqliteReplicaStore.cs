using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Storage.Sqlite;

namespace Scew.Storage;

/// <summary>A replica's store in one SQLite database (WAL, every commit synced) in a data folder that it locks as long as it is open.</summary>
public sealed class SqliteReplicaStore : ReplicaStore
{
    private SqliteReplicaStore(StoreIdentity identity, SqliteDatabase database, WitnessFile? witness, bool isCounted, SqliteStoreOptions options)
        : base(identity, database, witness, isCounted, options.Hooks)
    {
    }

    /// <summary>
    /// Makes the database of member <paramref name="member"/> of the group <paramref name="genesis"/> in <paramref name="folder"/>, which is created where it is missing. Refused with
    /// <see cref="StoreFault.AlreadyInitialised"/> where there is one, or where the file <paramref name="witness"/> says that the key has voted.
    /// </summary>
    public static Task<StoreIdentity> InitializeAsync(string folder, Digest genesis, int member, string? witness = null) =>
        Task.Run(() => SqliteOpening.Initialize(Path.GetFullPath(folder), genesis, member, witness));

    /// <summary>
    /// Makes an empty database in doubt (<see cref="StoreDoubt.Recovering"/>) for a key that has voted before. A database that is there is renamed to <c>aside.N.db</c>, never deleted.
    /// </summary>
    public static Task<StoreIdentity> RecoverAsync(string folder, Digest genesis, int member) =>
        Task.Run(() => SqliteOpening.Recover(Path.GetFullPath(folder), genesis, member));

    /// <summary>
    /// Puts the backup <paramref name="backup"/> in place, after checking that it is complete and this replica's; it is in doubt (<see cref="StoreDoubt.Restored"/>). A database that
    /// is there is renamed to <c>aside.N.db</c>. A member's index changes with eras: <paramref name="whose"/> throws where identity and eras say that it is another merchant's.
    /// </summary>
    public static Task<StoreIdentity> RestoreAsync(
        string backup, string folder, Digest genesis, int? member, Action<StoreIdentity, ImmutableArray<StoredEra>>? whose = null) =>
        Task.Run(() => SqliteOpening.Restore(Path.GetFullPath(backup), Path.GetFullPath(folder), genesis, member, whose));

    /// <summary>
    /// Opens what <see cref="InitializeAsync"/> made: <see cref="StoreFault.Missing"/>, <see cref="StoreFault.NotInitialised"/>, <see cref="StoreFault.Foreign"/>, <see cref="StoreFault.InUse"/> (within
    /// two seconds), <see cref="StoreFault.Schema"/> or <see cref="StoreFault.Corrupt"/> where that cannot be. After a failed write the database is copied first. The file
    /// <paramref name="witness"/> counts the safety writes; it is made where it is missing. Without a <paramref name="member"/> the caller checks whose it is: indexes change with eras.
    /// </summary>
    public static Task<SqliteReplicaStore> OpenAsync(string folder, Digest genesis, int? member, string? witness = null) =>
        OpenAsync(folder, genesis, member, new SqliteStoreOptions(), witness);

    /// <summary>
    /// What a data folder, or a database file such as a backup, tells of itself, read only: <see cref="StoreFault.Missing"/>, <see cref="StoreFault.InUse"/> while a replica runs from it,
    /// <see cref="StoreFault.NotInitialised"/>, <see cref="StoreFault.Schema"/> or <see cref="StoreFault.Corrupt"/>. With <paramref name="checks"/> everything is read and checked.
    /// </summary>
    public static Task<StoreInspection> InspectAsync(string path, bool checks = false) => Task.Run(() => SqliteInspection.Read(Path.GetFullPath(path), checks));

    internal static Task<SqliteReplicaStore> OpenAsync(string folder, Digest genesis, int? member, SqliteStoreOptions options, string? witness = null) => Task.Run(() =>
    {
        SqliteOpening.RequireDatabase(folder);
        var (database, identity, witnessed, isCounted) = SqliteOpening.Open(Path.GetFullPath(folder), genesis, member, witness, options);
        return new SqliteReplicaStore(identity, database, witnessed, isCounted, options);
    });
}
