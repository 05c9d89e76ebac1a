using System.Collections.Concurrent;
using Scew.Storage.Sessions;
using Scew.Storage.Writes;

namespace Scew.Storage.Reads;

/// <summary>A few connections for reads; they see every completed write and wait for no other.</summary>
internal sealed class ReaderPool(string name, Func<StoreSession> open, CommitThread writer) : IDisposable
{
    private const int MaxReaders = 4;
    private readonly SemaphoreSlim _free = new(MaxReaders);
    private readonly ConcurrentBag<StoreSession> _idle = [];
    private volatile bool _closed;

    /// <summary>Runs <paramref name="read"/> in one snapshot, off the caller's thread.</summary>
    internal async Task<T> ReadAsync<T>(Func<StoreSession, T> read)
    {
        var session = await RentAsync();
        try
        {
            return await RunAsync(() => session.InSnapshot(read));
        }
        finally
        {
            Return(session);
        }
    }

    /// <summary>A session that the caller gives back; for reads that go on for a while.</summary>
    internal async Task<StoreSession> RentAsync()
    {
        await _free.WaitAsync();
        try
        {
            Check();
            return _idle.TryTake(out var session) ? session : await RunAsync(open);
        }
        catch
        {
            _free.Release();
            throw;
        }
    }

    internal void Return(StoreSession session)
    {
        if (_closed || writer.Failure is not null)
        {
            session.Dispose();
        }
        else
        {
            _idle.Add(session);
        }
        _free.Release();
    }

    /// <summary>Ends the snapshot of a rented session and takes it back.</summary>
    internal async Task EndAsync(StoreSession session)
    {
        try
        {
            await RunAsync(() =>
            {
                session.Commit();
                return true;
            });
        }
        finally
        {
            Return(session);
        }
    }

    /// <summary>Off the caller's thread, with the database's failures as the store's. A connection that broke breaks the store.</summary>
    internal Task<T> RunAsync<T>(Func<T> work) => Task.Run(() =>
    {
        try
        {
            return work();
        }
        catch (DatabaseFailure failure)
        {
            var seen = failure.ToStoreException(name);
            if (failure.IsBroken)
            {
                writer.Break(seen);
            }
            throw seen;
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
