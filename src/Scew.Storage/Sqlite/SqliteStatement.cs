using Scew.Protocol;
using SQLitePCL;

namespace Scew.Storage.Sqlite;

/// <summary>
/// One prepared statement. It stands directly on the native handle: an ADO.NET command costs several microseconds a row, more than the row itself. Parameters and columns
/// count from 0.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private int _bound;

    internal SqliteStatement(sqlite3 database, string sql)
    {
        _database = database;
        SqliteFailure.Check(raw.sqlite3_prepare_v2(database, sql, out _statement), database);
    }

    internal SqliteStatement Add(long value) => Bound(raw.sqlite3_bind_int64(_statement, ++_bound, value));

    internal SqliteStatement Add(string value) => Bound(raw.sqlite3_bind_text(_statement, ++_bound, value));

    internal SqliteStatement Add(ReadOnlySpan<byte> value) => Bound(
        value.IsEmpty ? raw.sqlite3_bind_zeroblob(_statement, ++_bound, 0) : raw.sqlite3_bind_blob(_statement, ++_bound, value));

    internal SqliteStatement Add(Digest value)
    {
        Span<byte> bytes = stackalloc byte[Protocol.Digest.SizeBytes];
        value.CopyTo(bytes);
        return Add(bytes);
    }

    /// <summary>Runs to the end; the number of rows that changed.</summary>
    internal int Execute()
    {
        while (Step())
        {
        }
        return raw.sqlite3_changes(_database);
    }

    /// <summary>Moves to the next row; at the end, and at a failure, the statement is ready for its next use.</summary>
    internal bool Step()
    {
        var code = raw.sqlite3_step(_statement);
        if (code == raw.SQLITE_ROW)
        {
            return true;
        }
        var failure = code == raw.SQLITE_DONE ? null : SqliteFailure.Of(code, _database);
        Reset();
        return failure is null ? false : throw failure;
    }

    /// <summary>The first row, or the default where there is none.</summary>
    internal T? First<T>(Func<SqliteStatement, T> read)
    {
        try
        {
            return Step() ? read(this) : default;
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>All rows.</summary>
    internal List<T> All<T>(Func<SqliteStatement, T> read)
    {
        try
        {
            var rows = new List<T>();
            while (Step())
            {
                rows.Add(read(this));
            }
            return rows;
        }
        finally
        {
            Reset();
        }
    }

    internal void Reset()
    {
        _ = raw.sqlite3_reset(_statement);
        _bound = 0;
    }

    internal bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    internal long Int64(int column) => raw.sqlite3_column_int64(_statement, column);

    internal string Text(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string();

    /// <summary>The column's bytes; valid until the next step.</summary>
    internal ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(_statement, column);

    /// <summary>Bytes of a blob column, without reading it.</summary>
    internal int Size(int column) => raw.sqlite3_column_bytes(_statement, column);

    internal Digest Digest(int column)
    {
        var bytes = Blob(column);
        return bytes.Length == Protocol.Digest.SizeBytes
            ? new Digest(bytes)
            : throw new StoreException(StoreFault.Corrupt, "A hash in the database does not have 32 bytes.");
    }

    public void Dispose() => _statement.Dispose();

    private SqliteStatement Bound(int code)
    {
        SqliteFailure.Check(code, _database);
        return this;
    }
}
