using Microsoft.Data.Sqlite;
using Scew.Storage.Reads;
using Scew.Storage.Writes;
using SQLitePCL;

namespace Scew.Storage.Sqlite;

/// <summary>Reads the database of a replica that does not run, or a backup, and changes nothing of it.</summary>
internal static class SqliteInspection
{
    private const string NewestBlock = "SELECT height, view FROM blocks ORDER BY height DESC, view DESC LIMIT 1";

    /// <summary>A data folder, or one database file.</summary>
    internal static StoreInspection Read(string path, bool checks)
    {
        var file = File.Exists(path) ? path : StoreFolder.Find(path)
            ?? throw new StoreException(StoreFault.Missing, $"There is no database in {path}.");
        var folder = Path.GetDirectoryName(file)!;
        using var held = StoreFolder.Find(folder) is { } current && Path.GetFileName(current) == Path.GetFileName(file) ? Opened(() => StoreFolder.Share(folder)) : null;
        try
        {
            using var session = Opened(() => SqliteSession.Open(SourceOf(file), SqliteOpenMode.ReadOnly));
            session.BeginSnapshot();
            return Read(session, file, checks);
        }
        catch (SqliteFailure failure) when (failure.Code is raw.SQLITE_CANTOPEN or raw.SQLITE_PERM or raw.SQLITE_AUTH or raw.SQLITE_READONLY)
        {
            // SQLite opens a journal with the first read.
            throw Unopened(failure.ToStoreException(file));
        }
        catch (SqliteFailure failure)
        {
            throw failure.ToStoreException(file);
        }
    }

    private static T Opened<T>(Func<T> open)
    {
        try
        {
            return open();
        }
        catch (StoreException failure) when (failure.Fault == StoreFault.Failed)
        {
            throw Unopened(failure);
        }
    }

    /// <summary>What cannot be opened may be sound, and nobody should recover it for that; a disk that fails while it is read is another matter.</summary>
    private static StoreException Unopened(StoreException failure) => new(StoreFault.Missing, failure.Message, failure);

    private static StoreInspection Read(SqliteSession session, string file, bool checks)
    {
        var schema = StoreMigrations.Sqlite.Check(session);
        var identity = (schema == 0 ? null : SqliteOpening.FindIdentity(session))
            ?? throw new StoreException(StoreFault.NotInitialised, $"{file} is no database of a replica, or was never completed.");
        var inspection = new StoreInspection(file, identity, schema, StoreMigrations.Sqlite.Shipped.Count)
        {
            SizeBytes = new FileInfo(file).Length,
            JournalBytes = JournalBytes(file),
            LastCheckpoint = File.GetLastWriteTimeUtc(file),
        };
        if (schema < inspection.NewestSchema)
        {
            return inspection;
        }
        var control = ControlRow.Load(session, identity);
        var eras = EraReads.Read(session);
        return inspection with
        {
            Control = new StoreControl(
                control.Activation, control.Floor, control.Lease, control.Counter, control.Doubt, control.Applied,
                control.Tallies.Count(Table.Votes), control.Tallies.Count(Table.Certificates), control.Tallies.Count(Table.Blocks), control.Tallies.Count(Table.Evidence)),
            Head = HeightReads.Head(session),
            Newest = session[NewestBlock].All(static row => (row.Int64(0), row.Int64(1))) is [var newest] ? newest : null,
            BaseHeight = BaseReads.Find(session)?.Height ?? 0,
            Epoch = eras.IsEmpty ? 0 : eras[^1].Epoch,
            Audit = checks ? StoreAudit.Run(session, identity, null) : null,
        };
    }

    // Without a journal the file is all there is: as an immutable one it is read without any file being made beside it.
    private static string SourceOf(string file) => JournalBytes(file) > 0 ? file : new Uri(file).AbsoluteUri + "?immutable=1";

    private static long JournalBytes(string file) => new FileInfo(file + "-wal") is { Exists: true } journal ? journal.Length : 0;
}
