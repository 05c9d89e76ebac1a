using Scew.Storage.Sessions;
using SQLitePCL;

namespace Scew.Storage.Sqlite;

/// <summary>A result code of SQLite that is neither done nor a row.</summary>
internal sealed class SqliteFailure : DatabaseFailure
{
    private SqliteFailure(int code, string message)
        : base(message) => Code = code;

    /// <summary>The primary result code.</summary>
    internal int Code { get; }

    internal static void Check(int code, sqlite3 database)
    {
        if (code != raw.SQLITE_OK)
        {
            throw Of(code, database);
        }
    }

    internal static SqliteFailure Of(int code, sqlite3 database) =>
        new(code & 0xff, $"{raw.sqlite3_errmsg(database).utf8_to_string()} (SQLite {raw.sqlite3_extended_errcode(database)})");

    internal override StoreException ToStoreException(string file) => Code is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB
        ? new StoreException(StoreFault.Corrupt, $"The database {file} is damaged: {Message}.", this)
        : new StoreException(StoreFault.Failed, $"The database {file} cannot be used: {Message}.", this);
}
