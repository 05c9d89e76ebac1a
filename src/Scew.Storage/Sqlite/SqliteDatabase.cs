using Scew.Storage.Sessions;
using Scew.Storage.Writes;

namespace Scew.Storage.Sqlite;

/// <summary>The open database of a data folder, with the folder's lock.</summary>
internal sealed class SqliteDatabase(StoreFolder folder, SqliteSession session) : StoreDatabase
{
    private readonly string _file = folder.Database!;

    internal override string Name => folder.Path;

    internal override StoreSession Session => session;

    internal override StoreSession OpenReader() => SqliteSession.OpenReader(_file);

    internal override void MarkFailed() => folder.MarkFailed();

    /// <summary>
    /// Copies the journal back into the database. SQLite would do so by itself, but it ignores a failed sync there and later tries again, which can succeed without
    /// the lost pages.
    /// </summary>
    internal override void Maintain(bool closing)
    {
        if (closing || session.PagesWritten >= SqliteStoreOptions.CheckpointPages)
        {
            CrashPoint.Reach("before-checkpoint");
            session.Checkpoint(truncate: closing);
            CrashPoint.Reach("after-checkpoint");
        }
    }

    public override void Dispose()
    {
        session.Dispose();
        folder.Dispose();
    }
}
