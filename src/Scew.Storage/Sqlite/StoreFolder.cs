using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Scew.Storage.Sqlite;

/// <summary>
/// The data folder: <c>lock.db</c>, whose SQLite lock one store holds as long as it lives; <c>replica.N.db</c>, the database in its N-th copy; <c>replica.state</c>,
/// which says whether a write failed.
/// </summary>
internal sealed class StoreFolder : IDisposable
{
    private const string Sound = "sound \n";
    private const string Broken = "failed\n";

    /// <summary>Of a database and what belongs to it.</summary>
    internal static readonly string[] Suffixes = [string.Empty, "-wal", "-shm", "-journal"];

    private readonly SqliteSession _lock;

    private StoreFolder(string path, SqliteSession held)
    {
        Path = path;
        _lock = held;
    }

    /// <summary>The folder.</summary>
    internal string Path { get; }

    /// <summary>The database in use: the highest copy that was completed.</summary>
    internal string? Database => Find(Path);

    private string StateFile => System.IO.Path.Combine(Path, "replica.state");

    /// <summary>The database in <paramref name="path"/>; null when there is none.</summary>
    internal static string? Find(string path) => !Directory.Exists(path)
        ? null
        : Directory.EnumerateFiles(path, "replica.*.db").OrderByDescending(Generation).FirstOrDefault(file => Generation(file) > 0);

    /// <summary>Locks the folder for this store; another holder is <see cref="StoreFault.InUse"/>.</summary>
    internal static StoreFolder Take(string path) => Hold(path, SqliteOpenMode.ReadWriteCreate, static session => session.Run("BEGIN EXCLUSIVE"));

    /// <summary>
    /// Keeps stores away while the folder is read, and writes nothing: a read-only mount will do. Null where there is no lock, as in a copy, which nobody writes. A store that holds the folder is
    /// <see cref="StoreFault.InUse"/>.
    /// </summary>
    internal static StoreFolder? Share(string path) => !System.IO.File.Exists(LockFile(path)) ? null : Hold(path, SqliteOpenMode.ReadOnly, static session =>
    {
        session.BeginSnapshot();
        // SQLite takes the shared lock with the first read and keeps it to the snapshot's end.
        session.HasTable("lock");
    });

    private static string LockFile(string path) => System.IO.Path.Combine(path, "lock.db");

    private static StoreFolder Hold(string path, SqliteOpenMode mode, Action<SqliteSession> locking)
    {
        var session = SqliteSession.Open(LockFile(path), mode);
        try
        {
            session.WaitForLocks(SqliteStoreOptions.LockWaitMs);
            locking(session);
            return new StoreFolder(path, session);
        }
        catch (SqliteFailure failure)
        {
            session.Dispose();
            throw failure.Code is raw.SQLITE_BUSY or raw.SQLITE_LOCKED
                ? new StoreException(StoreFault.InUse, $"The data folder {path} is in use by another process. One process serves a merchant; stop the other one first.", failure)
                : failure.ToStoreException(path);
        }
    }

    /// <summary>
    /// Notes that a write failed. The file is overwritten in place: where the page cache still shows rows that are not on disk, it also shows this.
    /// </summary>
    internal void MarkFailed() => WriteState(Broken);

    /// <summary>Prepares the state file; call after the first database was made.</summary>
    internal void MarkSound() => WriteState(Sound);

    /// <summary>
    /// After a failed write, copies the database into a new, synced file: what the page cache shows may not be on disk, and what the copy holds is. The old files go
    /// only when the copy is in place.
    /// </summary>
    internal void CopyAfterFailure()
    {
        if (Database is not { } old || !HasFailed())
        {
            return;
        }
        try
        {
            var copy = NextDatabase;
            var unfinished = copy + ".new";
            CrashPoint.Reach("copy-before");
            System.IO.File.Delete(unfinished);
            using (var session = SqliteSession.Open(old, SqliteOpenMode.ReadWrite))
            {
                session.Run($"VACUUM INTO '{unfinished.Replace("'", "''", StringComparison.Ordinal)}'");
            }
            using (var stream = new FileStream(unfinished, FileMode.Open, FileAccess.ReadWrite))
            {
                stream.Flush(flushToDisk: true);
            }
            CrashPoint.Reach("copy-written");
            System.IO.File.Move(unfinished, copy);
            CrashPoint.Reach("copy-renamed");
            // The new name is durable before the old one goes.
            FolderSync.Run(Path);
            SqliteSession.OpenWriter(copy, SqliteOpenMode.ReadWrite, new SqliteStoreOptions()).Dispose();
            MarkSound();
            CrashPoint.Reach("copy-in-place");
            foreach (var suffix in Suffixes)
            {
                System.IO.File.Delete(old + suffix);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or SqliteFailure)
        {
            throw new StoreException(
                StoreFault.Failed, $"An earlier write failed, so the database has to be copied before it is used again, and that failed: {failure.Message}", failure);
        }
    }

    /// <summary>A name that no database here had, as far as files tell: a journal that was left behind must not meet a new database.</summary>
    internal string NextDatabase => File(Directory.EnumerateFiles(Path, "*.*.db*").Select(Generation).DefaultIfEmpty().Max() + 1);

    /// <summary>
    /// Renames every database before <paramref name="current"/>, which has to be in place, to <c>aside.N.db</c>, and journals that an interruption left behind. Nothing is deleted, and
    /// an interruption matters to nobody: what is left is no longer the highest copy.
    /// </summary>
    internal void MoveAsideBefore(string current)
    {
        for (var old = 1; old < Generation(current); old++)
        {
            foreach (var suffix in Suffixes)
            {
                if (System.IO.File.Exists(File(old) + suffix))
                {
                    System.IO.File.Move(File(old) + suffix, Aside(old) + suffix);
                }
            }
        }
    }

    public void Dispose() => _lock.Dispose();

    private static int Generation(string file)
    {
        var parts = System.IO.Path.GetFileName(file).Split('.');
        return parts.Length == 3 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }

    private string Aside(int generation) => System.IO.Path.Combine(Path, string.Create(CultureInfo.InvariantCulture, $"aside.{generation}.db"));

    private string File(int generation) => System.IO.Path.Combine(Path, $"replica.{generation}.db");

    private bool HasFailed() => System.IO.File.Exists(StateFile) && string.Equals(System.IO.File.ReadAllText(StateFile), Broken, StringComparison.Ordinal);

    private void WriteState(string state)
    {
        try
        {
            using var handle = System.IO.File.OpenHandle(StateFile, FileMode.OpenOrCreate, FileAccess.Write);
            RandomAccess.Write(handle, Encoding.ASCII.GetBytes(state), 0);
            RandomAccess.FlushToDisk(handle);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The disk is what failed; the page cache has the new content all the same, and after a reboot the database is what the disk holds.
        }
    }
}
