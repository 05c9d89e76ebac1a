using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Scew.Protocol;
using Scew.Storage.Sessions;
using Scew.Storage.Sqlite;
using Scew.Storage.Writes;

namespace Scew.Storage.Postgres;

/// <summary>Makes and opens the schema of a replica in one PostgreSQL database: lock first, then the server's promises, the schema, the identity.</summary>
internal static class PostgresOpening
{
    /// <summary>The schema that the replica's role owns; a recovered or restored one leaves the old one beside it.</summary>
    internal const string Schema = "scew";

    private const int LockWaitMs = 500;
    private const int LockPollMs = 50;
    private const long LockKey = 0x5363_6577_0000_0001; // "Scew", the writer
    private const string ReadIdentity = "SELECT genesis, member, store_id FROM identity WHERE id = 1";
    private const string ReadHost = "SELECT count(*) FROM host WHERE id = 1 AND system = ? AND timeline = ? AND database = ?";
    private const string PutHost =
        "INSERT INTO host (id, system, timeline, database) VALUES (1, ?, ?, ?) "
        + "ON CONFLICT (id) DO UPDATE SET system = excluded.system, timeline = excluded.timeline, database = excluded.database";

    private const string AskHost =
        "SELECT system_identifier::text, substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8), "
        + "(SELECT oid::bigint FROM pg_database WHERE datname = current_database()) FROM pg_control_system()";

    private sealed record Host(string System, string Timeline, long Database);

    internal static StoreIdentity Initialize(string addressText, Digest genesis, int member, string? witness)
    {
        StoreOpening.RequireNoWitness(witness);
        return With(addressText, (session, address) =>
        {
            if (session.HasTable("identity") && session[ReadIdentity].First(Identity) is { } found)
            {
                throw new StoreException(
                    StoreFault.AlreadyInitialised, $"The database {address} already belongs to member {found.Member} of group {found.Genesis}.");
            }
            return Replace(session, () => Fill(session, new StoreIdentity(genesis, member, Guid.NewGuid()), StoreDoubt.None));
        });
    }

    internal static StoreIdentity Recover(string addressText, Digest genesis, int member) => With(
        addressText, (session, _) => Replace(session, () => Fill(session, new StoreIdentity(genesis, member, Guid.NewGuid()), StoreDoubt.Recovering)));

    /// <summary>The backup is checked as a copy of its own first; then everything goes in by one transaction.</summary>
    internal static StoreIdentity Restore(
        string backup, string addressText, Digest genesis, int? member, Action<StoreIdentity, ImmutableArray<StoredEra>>? whose)
    {
        if (!File.Exists(backup))
        {
            throw new StoreException(StoreFault.Missing, $"There is no backup {backup}.");
        }
        var folder = Directory.CreateTempSubdirectory("scew-restore-");
        try
        {
            var copy = Path.Combine(folder.FullName, "backup.db");
            File.Copy(backup, copy);
            using var source = SqliteSession.OpenWriter(copy, SqliteOpenMode.ReadWrite, new SqliteStoreOptions());
            var identity = BackupFile.Check(source, backup, genesis, member, whose);
            return With(addressText, (session, _) => Replace(session, () =>
            {
                BackupFile.Copy(source, session, null);
                BackupFile.Finish(source, session, identity);
                return identity;
            }));
        }
        catch (SqliteFailure failure)
        {
            throw failure.ToStoreException(backup);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    internal static (PostgresDatabase Database, StoreIdentity Identity, WitnessFile? Witness, bool IsCounted) Open(
        string addressText, Digest genesis, int? member, string? witnessPath, long maxCountedRows)
    {
        var address = PostgresAddress.Parse(addressText);
        var session = PostgresSession.Open(address);
        WitnessFile? witness = null;
        try
        {
            Lock(session, address);
            RequirePromises(session);
            if (StoreMigrations.Postgres.Check(session) == 0)
            {
                throw new StoreException(StoreFault.Missing, $"The database {address} is empty. The command init makes the replica's tables.");
            }
            var identity = session[ReadIdentity].First(Identity);
            StoreOpening.Check(address.ToString(), identity, genesis, member);
            StoreMigrations.Postgres.Apply(session, identity);
            witness = witnessPath is null ? null : WitnessFile.Open(witnessPath, genesis, identity!.Member);
            var host = AskForHost(session);
            var isSame = session[ReadHost].Add(host.System).Add(host.Timeline).Add(host.Database).First(row => row.Int64(0)) == 1;
            var doubt = isSame ? StoreDoubt.None : StoreDoubt.SystemChanged;
            var isCounted = StoreOpening.Settle(session, identity!, witness, doubt, maxCountedRows, () => Store(session, host));
            return (new PostgresDatabase(address, session), identity!, witness, isCounted);
        }
        catch (DatabaseFailure failure)
        {
            witness?.Dispose();
            session.Dispose();
            throw failure.ToStoreException(address.ToString());
        }
        catch
        {
            witness?.Dispose();
            session.Dispose();
            throw;
        }
    }

    private static StoreIdentity With(string addressText, Func<PostgresSession, PostgresAddress, StoreIdentity> work)
    {
        var address = PostgresAddress.Parse(addressText);
        using var session = PostgresSession.Open(address);
        try
        {
            Lock(session, address);
            RequirePromises(session);
            return work(session, address);
        }
        catch (DatabaseFailure failure)
        {
            throw failure.ToStoreException(address.ToString());
        }
    }

    /// <summary>Renames a schema that is there, and makes and fills a new one, at once or not at all.</summary>
    private static StoreIdentity Replace(PostgresSession session, Func<StoreIdentity> fill)
    {
        session.BeginWrite();
        var schemas = session["SELECT nspname::text FROM pg_namespace ORDER BY nspname"].All(row => row.Text(0)).ToHashSet(StringComparer.Ordinal);
        if (schemas.Contains(Schema))
        {
            session.Run($"ALTER SCHEMA {Schema} RENAME TO {Aside(schemas)}");
        }
        session.Run($"CREATE SCHEMA {Schema}; REVOKE ALL ON SCHEMA {Schema} FROM PUBLIC");
        StoreMigrations.Postgres.ApplyAll(session);
        var identity = fill();
        Store(session, AskForHost(session));
        session.Commit();
        return identity;
    }

    private static string Aside(HashSet<string> taken)
    {
        for (var number = 1; ; number++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{Schema}_aside_{number}");
            if (!taken.Contains(name))
            {
                return name;
            }
        }
    }

    private static StoreIdentity Fill(PostgresSession session, StoreIdentity identity, StoreDoubt doubt)
    {
        session["INSERT INTO identity (id, genesis, member, store_id) VALUES (1, ?, ?, ?)"]
            .Add(identity.Genesis).Add(identity.Member).Add(identity.StoreId.ToByteArray()).Execute();
        ControlRow.Seal(session, identity, row => row.Doubt = doubt);
        return identity;
    }

    /// <summary>The lock lives as long as the connection: the server ends it when the process dies.</summary>
    private static void Lock(PostgresSession session, PostgresAddress address)
    {
        for (var waited = 0; session["SELECT pg_try_advisory_lock(?)::int::bigint"].Add(LockKey).First(row => row.Int64(0)) == 0; waited += LockPollMs)
        {
            if (waited >= LockWaitMs)
            {
                throw new StoreException(
                    StoreFault.InUse, $"The database {address} is in use by another process. One process serves a merchant; stop the other one first.");
            }
            Thread.Sleep(LockPollMs);
        }
    }

    /// <summary>A commit is on disk when the server says so, or this server is not for us.</summary>
    private static void RequirePromises(PostgresSession session)
    {
        session.Run("SET synchronous_commit = on");
        foreach (var setting in new[] { "synchronous_commit", "fsync", "full_page_writes" })
        {
            var found = session["SELECT current_setting(?)"].Add(setting).First(row => row.Text(0));
            if (!string.Equals(found, "on", StringComparison.Ordinal))
            {
                throw new StoreException(StoreFault.Failed, $"PostgreSQL does not keep its promises here: {setting} is {found}, not on.");
            }
        }
        if (session["SELECT pg_is_in_recovery()::int::bigint"].First(row => row.Int64(0)) != 0)
        {
            throw new StoreException(StoreFault.Failed, "This PostgreSQL server is a standby, which takes no writes.");
        }
    }

    private static Host AskForHost(PostgresSession session) => session[AskHost].First(row => new Host(row.Text(0), row.Text(1), row.Int64(2)))!;

    private static void Store(PostgresSession session, Host host) => session[PutHost].Add(host.System).Add(host.Timeline).Add(host.Database).Defer();

    private static StoreIdentity Identity(StoreStatement row) => new(row.Digest(0), (int)row.Int64(1), new Guid(row.Blob(2)));
}
