using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Scew.Protocol;
using Scew.Storage.Sessions;
using Scew.Storage.Writes;

namespace Scew.Storage.Sqlite;

/// <summary>Makes and opens a data folder: lock first, then the database, its schema, its identity.</summary>
internal static class SqliteOpening
{
    private const string ReadIdentity = "SELECT genesis, member, store_id FROM identity WHERE id = 1";
    private const string AddIdentity = "INSERT INTO identity (id, genesis, member, store_id) VALUES (1, ?, ?, ?)";

    internal static StoreIdentity Initialize(string folder, Digest genesis, int member, string? witness)
    {
        StoreOpening.RequireNoWitness(witness);
        CreateFolder(folder);
        using var held = StoreFolder.Take(folder);
        using var session = OpenDatabase(held, held.Database ?? held.NextDatabase, SqliteOpenMode.ReadWriteCreate, new SqliteStoreOptions());
        return Guarded(folder, () =>
        {
            StoreMigrations.Sqlite.Apply(session);
            if (session[ReadIdentity].First(Identity) is { } found)
            {
                throw new StoreException(
                    StoreFault.AlreadyInitialised, $"The data folder {folder} already holds the database of member {found.Member} of group {found.Genesis}.");
            }
            var identity = Fill(session, genesis, member, StoreDoubt.None);
            session.Checkpoint(truncate: true);
            held.MarkSound();
            return identity;
        });
    }

    /// <summary>An empty database in doubt, under a name that is found only when it is complete; one that is there is moved aside.</summary>
    internal static StoreIdentity Recover(string folder, Digest genesis, int member)
    {
        CreateFolder(folder);
        using var held = StoreFolder.Take(folder);
        return Place(held, file =>
        {
            using var session = OpenDatabase(held, file, SqliteOpenMode.ReadWriteCreate, new SqliteStoreOptions());
            StoreMigrations.Sqlite.Apply(session);
            var identity = Fill(session, genesis, member, StoreDoubt.Recovering);
            session.Checkpoint(truncate: true);
            return identity;
        });
    }

    /// <summary>Puts a backup in place; a database that is there is moved aside.</summary>
    internal static StoreIdentity Restore(
        string backup, string folder, Digest genesis, int? member, Action<StoreIdentity, ImmutableArray<StoredEra>>? whose)
    {
        if (!File.Exists(backup))
        {
            throw new StoreException(StoreFault.Missing, $"There is no backup {backup}.");
        }
        CreateFolder(folder);
        using var held = StoreFolder.Take(folder);
        return Place(held, file =>
        {
            File.Copy(backup, file);
            using var session = OpenDatabase(held, file, SqliteOpenMode.ReadWrite, new SqliteStoreOptions());
            var identity = BackupFile.Check(session, backup, genesis, member, whose);
            session.Checkpoint(truncate: true);
            return identity;
        });
    }

    internal static StoreIdentity? FindIdentity(SqliteSession session) => session[ReadIdentity].First(Identity);

    /// <summary>Identity and lease row of a new or copied database, in one transaction.</summary>
    internal static StoreIdentity Fill(SqliteSession session, Digest genesis, int member, StoreDoubt doubt)
    {
        var identity = new StoreIdentity(genesis, member, Guid.NewGuid());
        session.BeginWrite();
        session[AddIdentity].Add(genesis).Add(member).Add(identity.StoreId.ToByteArray()).Execute();
        ControlRow.Seal(session, identity, row => row.Doubt = doubt);
        session.Commit();
        return identity;
    }

    internal static (SqliteDatabase Database, StoreIdentity Identity, WitnessFile? Witness, bool IsCounted) Open(
        string folder, Digest genesis, int? member, string? witnessPath, SqliteStoreOptions options)
    {
        var held = StoreFolder.Take(folder);
        SqliteSession? session = null;
        WitnessFile? witness = null;
        try
        {
            held.CopyAfterFailure();
            session = OpenDatabase(held, held.Database!, SqliteOpenMode.ReadWrite, options);
            var opened = session;
            var (identity, isCounted) = Guarded(folder, () =>
            {
                var found = StoreMigrations.Sqlite.Check(opened) == 0 ? null : FindIdentity(opened);
                StoreOpening.Check(folder, found, genesis, member);
                StoreMigrations.Sqlite.Apply(opened, found);
                witness = witnessPath is null ? null : WitnessFile.Open(witnessPath, genesis, found!.Member);
                return (found!, StoreOpening.Settle(opened, found!, witness, StoreDoubt.None, options.Hooks.MaxCountedRows));
            });
            return (new SqliteDatabase(held, session), identity, witness, isCounted);
        }
        catch
        {
            witness?.Dispose();
            session?.Dispose();
            held.Dispose();
            throw;
        }
    }

    /// <summary>Before the lock: a wrong path must not leave a lock or witness file behind.</summary>
    internal static void RequireDatabase(string folder)
    {
        if (StoreFolder.Find(folder) is null)
        {
            throw new StoreException(StoreFault.Missing, $"There is no database in {folder}. The command init makes one.");
        }
    }

    private static StoreIdentity Place(StoreFolder held, Func<string, StoreIdentity> make) => Guarded(held.Path, () =>
    {
        string? placed = null;
        try
        {
            var next = held.NextDatabase;
            var unfinished = next + ".new";
            foreach (var suffix in StoreFolder.Suffixes)
            {
                File.Delete(unfinished + suffix);
            }
            var identity = make(unfinished);
            File.Move(unfinished, next);
            placed = next;
            FolderSync.Run(held.Path);
            SqliteSession.OpenWriter(next, SqliteOpenMode.ReadWrite, new SqliteStoreOptions()).Dispose();
            held.MarkSound();
            // Only now: an old database without its journal, or none, would be taken for the truth by a start in between.
            held.MoveAsideBefore(next);
            return identity;
        }
        catch (Exception failure) when (placed is null && failure is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(StoreFault.Failed, $"The database in {held.Path} cannot be put in place: {failure.Message}", failure);
        }
        catch (Exception failure) when (placed is not null && failure is IOException or UnauthorizedAccessException or SqliteFailure or StoreException)
        {
            throw new StoreException(
                StoreFault.Failed,
                $"The new database {placed} is in place, and in doubt until the other merchants told it what its key signed; but what follows failed: {failure.Message} Do the same again when that is put right.",
                failure);
        }
    });

    private static SqliteSession OpenDatabase(StoreFolder held, string file, SqliteOpenMode mode, SqliteStoreOptions options) =>
        Guarded(held.Path, () => SqliteSession.OpenWriter(file, mode, options));

    private static T Guarded<T>(string folder, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteFailure failure)
        {
            throw failure.ToStoreException(folder);
        }
    }

    private static void CreateFolder(string folder)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(folder);
            }
            else
            {
                Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(StoreFault.Failed, $"The data folder {folder} cannot be made: {failure.Message}", failure);
        }
    }

    private static StoreIdentity Identity(StoreStatement row) => new(row.Digest(0), (int)row.Int64(1), new Guid(row.Blob(2)));
}
