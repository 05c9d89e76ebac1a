using Microsoft.Data.Sqlite;
using Scew.Protocol;

namespace Scew.Storage.Sqlite;

/// <summary>Makes and opens a data folder: lock first, then the database, its schema, its identity.</summary>
internal static class SqliteOpening
{
    private const string ReadIdentity = "SELECT genesis, member, store_id FROM identity WHERE id = 1";
    private const string AddIdentity = "INSERT INTO identity (id, genesis, member, store_id) VALUES (1, ?, ?, ?)";

    internal static StoreIdentity Initialize(string folder, Digest genesis, int member)
    {
        CreateFolder(folder);
        using var held = StoreFolder.Take(folder);
        using var session = OpenDatabase(held, held.Database ?? held.FirstDatabase, SqliteOpenMode.ReadWriteCreate, new SqliteStoreOptions());
        return Guarded(folder, () =>
        {
            SqliteMigrations.Apply(session);
            if (session[ReadIdentity].First(Identity) is { } found)
            {
                throw new StoreException(
                    StoreFault.AlreadyInitialised, $"The data folder {folder} already holds the database of member {found.Member} of group {found.Genesis}.");
            }
            var identity = new StoreIdentity(genesis, member, Guid.NewGuid());
            session[AddIdentity].Add(genesis).Add(member).Add(identity.StoreId.ToByteArray()).Execute();
            session.Checkpoint(truncate: true);
            held.MarkSound();
            return identity;
        });
    }

    internal static (StoreFolder Held, SqliteSession Session, StoreIdentity Identity) Open(
        string folder, Digest genesis, int member, SqliteStoreOptions options)
    {
        // Before the lock: a wrong path must not leave a lock file behind.
        if (StoreFolder.Find(folder) is null)
        {
            throw new StoreException(StoreFault.Missing, $"There is no database in {folder}. The command init makes one.");
        }
        var held = StoreFolder.Take(folder);
        SqliteSession? session = null;
        try
        {
            held.CopyAfterFailure();
            session = OpenDatabase(held, held.Database!, SqliteOpenMode.ReadWrite, options);
            var opened = session;
            var identity = Guarded(folder, () =>
            {
                var found = SqliteMigrations.Check(opened) == 0 ? null : opened[ReadIdentity].First(Identity);
                Check(folder, found, genesis, member);
                SqliteMigrations.Apply(opened);
                return found!;
            });
            return (held, session, identity);
        }
        catch
        {
            session?.Dispose();
            held.Dispose();
            throw;
        }
    }

    private static void Check(string folder, StoreIdentity? found, Digest genesis, int member)
    {
        if (found is null)
        {
            throw new StoreException(StoreFault.NotInitialised, $"The database in {folder} was never completed. The command init does that.");
        }
        if (found.Genesis != genesis)
        {
            throw new StoreException(StoreFault.Foreign, $"The database in {folder} belongs to the group {found.Genesis}, not to {genesis}.");
        }
        if (found.Member != member)
        {
            throw new StoreException(StoreFault.Foreign, $"The database in {folder} belongs to member {found.Member}, not to member {member}.");
        }
    }

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

    private static StoreIdentity Identity(SqliteStatement row) => new(row.Digest(0), (int)row.Int64(1), new Guid(row.Blob(2)));
}
