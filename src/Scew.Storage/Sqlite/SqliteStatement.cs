using Scew.Storage.Sessions;
using SQLitePCL;

namespace Scew.Storage.Sqlite;

/// <summary>
/// One prepared statement. It stands directly on the native handle: an ADO.NET command costs several microseconds a row, more than the row itself. Parameters and columns
/// count from 0.
/// </summary>
internal sealed class SqliteStatement : StoreStatement, IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private int _bound;

    internal SqliteStatement(sqlite3 database, string sql)
    {
        _database = database;
        SqliteFailure.Check(raw.sqlite3_prepare_v2(database, sql, out _statement), database);
    }

    internal override StoreStatement Add(long value) => Bound(raw.sqlite3_bind_int64(_statement, ++_bound, value));

    internal override StoreStatement Add(string value) => Bound(raw.sqlite3_bind_text(_statement, ++_bound, value));

    internal override StoreStatement Add(ReadOnlySpan<byte> value) => Bound(
        value.IsEmpty ? raw.sqlite3_bind_zeroblob(_statement, ++_bound, 0) : raw.sqlite3_bind_blob(_statement, ++_bound, value));

    internal override void Defer(Action<int>? then = null)
    {
        var changed = Execute();
        then?.Invoke(changed);
    }

    internal override int Execute()
    {
        while (Step())
        {
        }
        return raw.sqlite3_changes(_database);
    }

    internal override bool Step()
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

    internal override void Reset()
    {
        _ = raw.sqlite3_reset(_statement);
        _bound = 0;
    }

    internal override bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    internal override long Int64(int column) => raw.sqlite3_column_int64(_statement, column);

    internal override string Text(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string();

    internal override ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(_statement, column);

    public void Dispose() => _statement.Dispose();

    private SqliteStatement Bound(int code)
    {
        SqliteFailure.Check(code, _database);
        return this;
    }
}
