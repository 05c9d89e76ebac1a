using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Scew.Storage.Postgres;
using Scew.Storage.Reads;
using Scew.Storage.Sessions;
using Scew.Storage.Sqlite;

namespace Scew.Storage;

/// <summary>Looks at a merchant's database, also while a silo runs on it, and changes nothing: what a commit is worth there, and which schema it has.</summary>
public static class StoreSettings
{
    private const string On = "on";
    private const int OldestServer = 140_000;

    /// <summary>The settings of the database in a folder.</summary>
    /// <exception cref="StoreException">There is none, or it cannot be read.</exception>
    public static Task<IReadOnlyList<StoreSetting>> ReadSqliteAsync(string folder) => OnSqliteAsync<IReadOnlyList<StoreSetting>>(folder, static session =>
    [
        Pragma(session, "journal_mode", "wal", static row => row.Text(0)),
        Pragma(session, "synchronous", "2", static row => Text(row.Int64(0))),
        Pragma(session, "page_size", Text(SqliteStoreOptions.PageBytes), static row => Text(row.Int64(0))),
        Schema(session, StoreMigrations.Sqlite),
    ]);

    /// <summary>The eras that the database in a folder knows; none where its schema is older than eras.</summary>
    /// <exception cref="StoreException">There is none, or it cannot be read.</exception>
    public static Task<ImmutableArray<StoredEra>> ReadSqliteErasAsync(string folder) => OnSqliteAsync(folder, static session => Eras(session));

    /// <summary>The settings of the server, the role and the schema behind an address.</summary>
    /// <exception cref="StoreException">It cannot be reached, or does not let this role in.</exception>
    public static Task<IReadOnlyList<StoreSetting>> ReadPostgresAsync(string address) => OnPostgresAsync<IReadOnlyList<StoreSetting>>(address, static (session, parsed) =>
    {
        session.Run("SET synchronous_commit = on");
        var version = session["SELECT current_setting('server_version_num')::bigint"].First(static row => row.Int64(0));
        var superuser = session["SELECT rolsuper::int::bigint FROM pg_roles WHERE rolname = current_user"].First(static row => row.Int64(0)) != 0;
        var standby = session["SELECT pg_is_in_recovery()::int::bigint"].First(static row => row.Int64(0)) != 0;
        return
        [
            .. new[] { "synchronous_commit", "fsync", "full_page_writes" }.Select(name => Setting(session, name)),
            new StoreSetting("server_version", Text(version / 10_000), "14 or newer", version >= OldestServer),
            new StoreSetting("standby", standby ? "yes" : "no", "no", !standby),
            new StoreSetting("superuser", superuser ? "yes" : "no", "no", !superuser),
            session.HasTable("schema_version") ? Schema(session, StoreMigrations.Postgres) : throw new StoreException(StoreFault.Missing, $"The database {parsed} is empty."),
        ];
    });

    /// <summary>The eras that the database behind an address knows; none where its schema is older than eras.</summary>
    /// <exception cref="StoreException">It cannot be reached, or does not let this role in.</exception>
    public static Task<ImmutableArray<StoredEra>> ReadPostgresErasAsync(string address) => OnPostgresAsync(address, static (session, _) => Eras(session));

    private static ImmutableArray<StoredEra> Eras(StoreSession session) => session.HasTable("eras") ? EraReads.Read(session) : [];

    private static Task<T> OnSqliteAsync<T>(string folder, Func<SqliteSession, T> read) => Task.Run(() =>
    {
        var file = StoreFolder.Find(folder) ?? throw new StoreException(StoreFault.Missing, $"There is no database in {folder}.");
        try
        {
            using var session = SqliteSession.Open(file, SqliteOpenMode.ReadWrite);
            session.Run("PRAGMA query_only = ON; PRAGMA synchronous = FULL");
            return read(session);
        }
        catch (SqliteFailure failure)
        {
            throw failure.ToStoreException(file);
        }
    });

    private static Task<T> OnPostgresAsync<T>(string address, Func<PostgresSession, PostgresAddress, T> read) => Task.Run(() =>
    {
        var parsed = PostgresAddress.Parse(address);
        using var session = PostgresSession.Open(parsed);
        try
        {
            return read(session, parsed);
        }
        catch (DatabaseFailure failure)
        {
            throw failure.ToStoreException(parsed.ToString());
        }
    });

    private static StoreSetting Pragma(SqliteSession session, string name, string wanted, Func<StoreStatement, string> read)
    {
        var found = session["PRAGMA " + name].First(read) ?? "";
        return new StoreSetting(name, found, wanted, found == wanted);
    }

    private static StoreSetting Setting(PostgresSession session, string name)
    {
        var found = session["SELECT current_setting(?)"].Add(name).First(static row => row.Text(0)) ?? "";
        return new StoreSetting(name, found, On, found == On);
    }

    // An older schema is no fault: the next start brings it up.
    private static StoreSetting Schema(StoreSession session, StoreMigrations migrations) =>
        new("schema_version", Text(migrations.Check(session)), Text(migrations.Shipped.Count), migrations.Check(session) == migrations.Shipped.Count ? true : null);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
