using System.Collections.Concurrent;

namespace Scew.Storage.Sqlite;

/// <summary>A few connections for reads; they see every completed write and wait for no other.</summary>
internal sealed class ReaderPool(string file, CommitThread writer) : IDisposable
{
    private readonly SemaphoreSlim _free = new(SqliteStoreOptions.MaxReaders);
    private readonly ConcurrentBag<SqliteSession> _idle = [];
    private volatile bool _closed;

    /// <summary>Runs <paramref name="read"/> in one snapshot, off the caller's thread.</summary>
    internal async Task<T> ReadAsync<T>(Func<SqliteSession, T> read)
    {
        var session = await RentAsync();
        try
        {
            return await RunAsync(() => InSnapshot(session, read));
        }
        finally
        {
            Return(session);
        }
    }

    /// <summary>A session that the caller gives back; for reads that go on for a while.</summary>
    internal async Task<SqliteSession> RentAsync()
    {
        await _free.WaitAsync();
        try
        {
            Check();
            return _idle.TryTake(out var session) ? session : await RunAsync(() => SqliteSession.OpenReader(file));
        }
        catch
        {
            _free.Release();
            throw;
        }
    }

    internal void Return(SqliteSession session)
    {
        if (_closed)
        {
            session.Dispose();
        }
        else
        {
            _idle.Add(session);
        }
        _free.Release();
    }

    /// <summary>Off the caller's thread, with SQLite's failures as the store's.</summary>
    internal Task<T> RunAsync<T>(Func<T> work) => Task.Run(() =>
    {
        try
        {
            return work();
        }
        catch (SqliteFailure failure)
        {
            throw failure.ToStoreException(file);
        }
    });

    public void Dispose()
    {
        _closed = true;
        while (_idle.TryTake(out var session))
        {
            session.Dispose();
        }
    }

    private static T InSnapshot<T>(SqliteSession session, Func<SqliteSession, T> read)
    {
        session.Run("BEGIN");
        try
        {
            return read(session);
        }
        finally
        {
            session.Run("COMMIT");
        }
    }

    private void Check()
    {
        if (writer.Failure is { } failure)
        {
            throw new StoreException(failure.Fault, failure.Message, failure);
        }
        if (_closed)
        {
            throw new StoreException(StoreFault.Closed, "The store is closed.");
        }
    }
}
