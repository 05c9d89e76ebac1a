using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Storage.Postgres;

namespace Scew.Storage;

/// <summary>
/// A replica's store in the schema <c>scew</c> of one PostgreSQL database, which it locks as long as it is open. An address is <c>postgres://user@host:port/database</c>, with the
/// options <c>sslmode</c>, <c>passfile</c> and <c>host</c>; the password comes from a password file. A connection that breaks breaks the store for good: what the last commit did is
/// then read by the next start.
/// </summary>
public sealed class PostgresReplicaStore : ReplicaStore
{
    private PostgresReplicaStore(StoreIdentity identity, PostgresDatabase database, WitnessFile? witness, bool isCounted, StoreHooks hooks)
        : base(identity, database, witness, isCounted, hooks)
    {
    }

    /// <summary>
    /// Makes the tables of member <paramref name="member"/> of the group <paramref name="genesis"/>. Refused with <see cref="StoreFault.AlreadyInitialised"/> where a replica's tables
    /// are, or where the file <paramref name="witness"/> says that the key has voted.
    /// </summary>
    public static Task<StoreIdentity> InitializeAsync(string address, Digest genesis, int member, string? witness = null) =>
        Task.Run(() => PostgresOpening.Initialize(address, genesis, member, witness));

    /// <summary>
    /// Makes empty tables in doubt (<see cref="StoreDoubt.Recovering"/>) for a key that has voted before. A schema that is there is renamed to <c>scew_aside_N</c>, never dropped.
    /// </summary>
    public static Task<StoreIdentity> RecoverAsync(string address, Digest genesis, int member) =>
        Task.Run(() => PostgresOpening.Recover(address, genesis, member));

    /// <summary>
    /// Reads the backup <paramref name="backup"/> in, after checking that it is complete and this replica's; it is in doubt (<see cref="StoreDoubt.Restored"/>). A schema that is there
    /// is renamed to <c>scew_aside_N</c>. A member's index changes with eras: <paramref name="whose"/> throws where identity and eras say that it is another merchant's.
    /// </summary>
    public static Task<StoreIdentity> RestoreAsync(
        string backup, string address, Digest genesis, int? member, Action<StoreIdentity, ImmutableArray<StoredEra>>? whose = null) =>
        Task.Run(() => PostgresOpening.Restore(Path.GetFullPath(backup), address, genesis, member, whose));

    /// <summary>
    /// Opens what <see cref="InitializeAsync"/> made, or throws within a few seconds: <see cref="StoreFault.Missing"/>, <see cref="StoreFault.NotInitialised"/>,
    /// <see cref="StoreFault.Foreign"/>, <see cref="StoreFault.InUse"/>, <see cref="StoreFault.Schema"/>, <see cref="StoreFault.Corrupt"/>, or <see cref="StoreFault.Failed"/> where the server
    /// is not reached or does not sync its commits. The file <paramref name="witness"/> counts the safety writes; it is made where it is missing.
    /// </summary>
    public static Task<PostgresReplicaStore> OpenAsync(string address, Digest genesis, int? member, string? witness = null) =>
        OpenAsync(address, genesis, member, new StoreHooks(), witness);

    internal static Task<PostgresReplicaStore> OpenAsync(string address, Digest genesis, int? member, StoreHooks hooks, string? witness = null) => Task.Run(() =>
    {
        var (database, identity, witnessed, isCounted) = PostgresOpening.Open(address, genesis, member, witness, hooks.MaxCountedRows);
        return new PostgresReplicaStore(identity, database, witnessed, isCounted, hooks);
    });
}
