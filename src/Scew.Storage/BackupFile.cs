using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Scew.Protocol;
using Scew.Storage.Reads;
using Scew.Storage.Sessions;
using Scew.Storage.Sqlite;
using Scew.Storage.Writes;

namespace Scew.Storage;

/// <summary>
/// A backup: a SQLite database with the tables of a replica, whichever database it comes from. It names no activation, so nothing can write with it, and it is in doubt.
/// </summary>
internal static class BackupFile
{
    /// <summary>Copies everything that <paramref name="source"/> shows in one snapshot into the new file <paramref name="path"/>; it has its name only when it is complete and synced.</summary>
    internal static void Write(StoreSession source, StoreIdentity identity, string path, Action<string>? at)
    {
        if (File.Exists(path))
        {
            throw new StoreException(StoreFault.Failed, $"The backup {path} exists already. Choose another name.");
        }
        var unfinished = path + ".new";
        try
        {
            File.Delete(unfinished);
            using (var target = SqliteSession.OpenWriter(unfinished, SqliteOpenMode.ReadWriteCreate, new SqliteStoreOptions()))
            {
                StoreMigrations.Sqlite.Apply(target);
                target.BeginWrite();
                Copy(source, target, at);
                Finish(source, target, identity);
                target.Commit();
                target.Checkpoint(truncate: true);
                target.Run("PRAGMA journal_mode = DELETE");
            }
            Sync(unfinished);
            at?.Invoke("backup-renamed");
            File.Move(unfinished, path);
            FolderSync.Run(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or SqliteFailure)
        {
            throw new StoreException(StoreFault.Failed, $"The backup {path} cannot be written: {failure.Message}", failure);
        }
    }

    /// <summary>
    /// A copied backup that is about to become a database: complete, of this replica, and checked whole. <paramref name="whose"/> throws where it is another merchant's.
    /// </summary>
    internal static StoreIdentity Check(SqliteSession session, string backup, Digest genesis, int? member, Action<StoreIdentity, ImmutableArray<StoredEra>>? whose)
    {
        var found = StoreMigrations.Sqlite.Check(session) == 0 ? null : SqliteOpening.FindIdentity(session);
        StoreOpening.Check(backup, found, genesis, member);
        StoreMigrations.Sqlite.Apply(session, found);
        var report = StoreAudit.Run(session, found!, null);
        if (report.Fault is not null)
        {
            throw new StoreException(StoreFault.Corrupt, $"The backup {backup} is not complete: {report.Fault}");
        }
        whose?.Invoke(found!, EraReads.Read(session));
        return found!;
    }

    /// <summary>All rows of all tables, within a transaction of the target, which has none.</summary>
    internal static void Copy(StoreSession source, StoreSession target, Action<string>? at)
    {
        foreach (var table in Table.All)
        {
            at?.Invoke("copy-" + table.Name);
            source[table.Read].ForEach(row =>
            {
                var insert = target[table.Insert];
                for (var i = 0; i < table.Columns.Length; i++)
                {
                    _ = table.Columns[i].Type switch
                    {
                        'I' => insert.Add(row.Int64(i)),
                        'T' => insert.Add(row.Text(i)),
                        _ => insert.Add(row.Blob(i)),
                    };
                }
                insert.Defer();
            });
            target.Flush();
        }
    }

    /// <summary>Identity and lease row of the copy: no activation, and in doubt.</summary>
    internal static void Finish(StoreSession source, StoreSession target, StoreIdentity identity)
    {
        var row = ControlRow.Load(source, identity);
        target["INSERT INTO identity (id, genesis, member, store_id) VALUES (1, ?, ?, ?)"]
            .Add(identity.Genesis).Add(identity.Member).Add(identity.StoreId.ToByteArray()).Execute();
        var copied = ControlRow.Seal(target, identity, copy =>
        {
            copy.Lease = row.Lease;
            copy.Floor = row.Floor;
            copy.Counter = row.Counter;
            copy.Applied = row.Applied;
            copy.Doubt = StoreDoubt.Restored;
        });
        foreach (var table in Table.Tallied.Where(table => !copied.Tallies.SameAs(row.Tallies, table)))
        {
            throw new StoreException(StoreFault.Corrupt, $"The table {table.Name} is not what was written; a backup of it would be worth nothing. Run an audit.");
        }
    }

    private static void Sync(string file)
    {
        using var handle = File.OpenHandle(file, access: FileAccess.ReadWrite);
        RandomAccess.FlushToDisk(handle);
    }
}
