using Microsoft.Data.Sqlite;
using Scew.Protocol;
using Scew.Storage.Sessions;
using SQLitePCL;

namespace Scew.Storage.Sqlite;

/// <summary>One connection with its settings asserted and its statements prepared once. One thread at a time.</summary>
internal sealed class SqliteSession : StoreSession
{
    private const int BusyTimeoutMs = 2000;
    private const int StatusCacheWrite = 9; // SQLITE_DBSTATUS_CACHE_WRITE
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);

    private SqliteSession(SqliteConnection connection) => _connection = connection;

    /// <summary>The only connection that writes.</summary>
    internal static SqliteSession OpenWriter(string file, SqliteOpenMode mode, SqliteStoreOptions options)
    {
        var session = Open(file, mode);
        try
        {
            session.Run($"PRAGMA page_size = {SqliteStoreOptions.PageBytes}");
            session.Assert("PRAGMA journal_mode = WAL", "wal");
            session.Run("PRAGMA synchronous = FULL");
            session.Assert("PRAGMA synchronous", "2");
            session.Run("PRAGMA foreign_keys = ON");
            session.Assert("PRAGMA foreign_keys", "1");
            session.Assert("PRAGMA locking_mode", "normal");
            session.Run("PRAGMA wal_autocheckpoint = 0");
            session.Run($"PRAGMA cache_size = -{SqliteStoreOptions.CacheKiB}");
            session.Run($"PRAGMA journal_size_limit = {SqliteStoreOptions.JournalBytes}");
            if (options.MaxPages is { } pages)
            {
                session.Run($"PRAGMA max_page_count = {pages}");
            }
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>A connection that cannot write.</summary>
    internal static SqliteSession OpenReader(string file)
    {
        var session = Open(file, SqliteOpenMode.ReadWrite);
        try
        {
            session.Run("PRAGMA query_only = ON");
            session.Assert("PRAGMA journal_mode", "wal");
            session.Run($"PRAGMA cache_size = -{SqliteStoreOptions.ReaderCacheKiB}");
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>A plain connection: for the lock file and for copies.</summary>
    internal static SqliteSession Open(string file, SqliteOpenMode mode)
    {
        Batteries_V2.Init();
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = mode, Pooling = false }.ToString());
        try
        {
            connection.Open();
            var session = new SqliteSession(connection);
            session.WaitForLocks(BusyTimeoutMs);
            return session;
        }
        catch (SqliteException failure)
        {
            connection.Dispose();
            var fault = failure.SqliteErrorCode is raw.SQLITE_NOTADB or raw.SQLITE_CORRUPT ? StoreFault.Corrupt : StoreFault.Failed;
            throw new StoreException(fault, $"The database {file} cannot be opened: {failure.Message}", failure);
        }
    }

    internal override string RowLock => string.Empty;

    internal override string VersionTable =>
        "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY, name TEXT NOT NULL, hash BLOB NOT NULL)";

    internal override bool HasTable(string name) =>
        this["SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?"].Add(name).First(row => row.Int64(0)) > 0;

    /// <summary>Prepared at its first use.</summary>
    internal override StoreStatement this[string sql]
    {
        get
        {
            if (!_statements.TryGetValue(sql, out var statement))
            {
                statement = new SqliteStatement(Handle, sql);
                _statements.Add(sql, statement);
            }
            return statement;
        }
    }

    /// <summary>Pages written to the journal since the last checkpoint.</summary>
    internal int PagesWritten
    {
        get
        {
            SqliteFailure.Check(raw.sqlite3_db_status(Handle, StatusCacheWrite, out var pages, out _, 0), Handle);
            return pages;
        }
    }

    /// <summary>Copies the journal back as far as readers allow; with <paramref name="truncate"/> also empties it.</summary>
    internal void Checkpoint(bool truncate)
    {
        var mode = truncate ? raw.SQLITE_CHECKPOINT_TRUNCATE : raw.SQLITE_CHECKPOINT_PASSIVE;
        var code = raw.sqlite3_wal_checkpoint_v2(Handle, "main", mode, out _, out _);
        if (code is not (raw.SQLITE_OK or raw.SQLITE_BUSY))
        {
            throw SqliteFailure.Of(code, Handle);
        }
        SqliteFailure.Check(raw.sqlite3_db_status(Handle, StatusCacheWrite, out _, out _, 1), Handle);
    }

    internal override void Run(string sql) => SqliteFailure.Check(raw.sqlite3_exec(Handle, sql), Handle);

    internal override void Flush()
    {
        // Every statement has run already.
    }

    internal override void BeginSnapshot() => Run("BEGIN");

    internal override void BeginWrite() => Run("BEGIN IMMEDIATE");

    internal override void Commit() => Run("COMMIT");

    /// <summary>How long a statement waits for another connection's lock.</summary>
    internal void WaitForLocks(int milliseconds) => SqliteFailure.Check(raw.sqlite3_busy_timeout(Handle, milliseconds), Handle);

    public override void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }
        _connection.Dispose();
    }

    private sqlite3 Handle => _connection.Handle ?? throw new InvariantException("a session's connection is open");

    private void Assert(string pragma, string expected)
    {
        using var statement = new SqliteStatement(Handle, pragma);
        var found = statement.First(row => row.Text(0));
        if (!string.Equals(found, expected, StringComparison.Ordinal))
        {
            throw new StoreException(StoreFault.Failed, $"The database does not keep its promises here: {pragma} answers {found}, not {expected}.");
        }
    }
}
