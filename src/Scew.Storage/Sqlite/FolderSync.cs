using Microsoft.Data.Sqlite;

namespace Scew.Storage.Sqlite;

/// <summary>
/// Brings the names in a folder to disk. .NET opens no folder; SQLite does, and syncs it when it makes a rollback journal, so a small database that lives for one transaction
/// does it.
/// </summary>
internal static class FolderSync
{
    internal static void Run(string folder)
    {
        var file = Path.Combine(folder, $".sync-{Guid.NewGuid():N}.db");
        try
        {
            using var session = SqliteSession.Open(file, SqliteOpenMode.ReadWriteCreate);
            session.Run("PRAGMA synchronous = FULL; BEGIN; CREATE TABLE names (id INTEGER); COMMIT");
        }
        catch (SqliteFailure failure)
        {
            throw failure.ToStoreException(folder);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
