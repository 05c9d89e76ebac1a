using System.Threading.Channels;
using Scew.Protocol;

namespace Scew.Storage.Sqlite;

/// <summary>
/// The only writer: one thread that joins whatever waits into one transaction, so that many callers share one sync of the disk. Safety writes go into a transaction of
/// their own, ahead of the rest.
/// </summary>
internal sealed class CommitThread
{
    private readonly Channel<WriteOperation> _queue = Channel.CreateBounded<WriteOperation>(
        new BoundedChannelOptions(SqliteStoreOptions.MaxQueuedWrites) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SqliteSession _session;
    private readonly StoreFolder _folder;
    private readonly SqliteStoreOptions _options;
    private volatile StoreException? _failure;
    private long _commits;

    internal CommitThread(SqliteSession session, StoreFolder folder, SqliteStoreOptions options)
    {
        _session = session;
        _folder = folder;
        _options = options;
        new Thread(Loop) { IsBackground = true, Name = "scew-commit" }.Start();
    }

    /// <summary>Why the store is broken; null while it is sound.</summary>
    internal StoreException? Failure => _failure;

    /// <summary>Transactions committed so far.</summary>
    internal long Commits => Interlocked.Read(ref _commits);

    internal async Task<long> WriteAsync(WriteOperation operation)
    {
        try
        {
            await _queue.Writer.WriteAsync(operation);
        }
        catch (ChannelClosedException)
        {
            throw new StoreException(StoreFault.Closed, "The store is closed.");
        }
        return await operation.Done;
    }

    /// <summary>Commits what waits and ends; the session is closed then.</summary>
    internal Task StopAsync()
    {
        _queue.Writer.TryComplete();
        return _ended.Task;
    }

    private void Loop()
    {
        var urgent = new List<WriteOperation>();
        var rest = new List<WriteOperation>();
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (urgent.Count + rest.Count < SqliteStoreOptions.MaxJoinedWrites && _queue.Reader.TryRead(out var operation))
            {
                (operation.Urgent ? urgent : rest).Add(operation);
            }
            Commit(urgent);
            Commit(rest);
            Checkpoint(SqliteStoreOptions.CheckpointPages, truncate: false);
        }
        Checkpoint(0, truncate: true);
        _session.Dispose();
        _ended.SetResult();
    }

    private void Commit(List<WriteOperation> joined)
    {
        if (joined.Count == 0)
        {
            return;
        }
        var error = (Exception?)_failure ?? TryCommit(joined);
        foreach (var operation in joined)
        {
            if (error is null)
            {
                if (operation.Urgent)
                {
                    CrashPoint.Reach("after-witness-before-send");
                }
                operation.Complete();
            }
            else
            {
                operation.Fail(error);
            }
        }
        joined.Clear();
    }

    private Exception? TryCommit(List<WriteOperation> joined)
    {
        try
        {
            _session.Run("BEGIN IMMEDIATE");
            foreach (var operation in joined)
            {
                operation.RunIn(_session);
            }
            _options.BeforeCommit?.Invoke(joined.Count);
            CrashPoint.Reach(joined[0].CrashName);
            _session.Run("COMMIT");
            Interlocked.Increment(ref _commits);
            CrashPoint.Reach(joined[0].Urgent ? "after-commit-before-witness" : "apply-after-commit");
            return null;
        }
        catch (Exception error)
        {
            return Break(error);
        }
    }

    /// <summary>
    /// Copies the journal back into the database. SQLite would do so by itself, but it ignores a failed sync there and later tries again, which can succeed without
    /// the lost pages.
    /// </summary>
    private void Checkpoint(int afterPages, bool truncate)
    {
        if (_failure is not null || _session.PagesWritten < afterPages)
        {
            return;
        }
        try
        {
            CrashPoint.Reach("before-checkpoint");
            _session.Checkpoint(truncate);
            CrashPoint.Reach("after-checkpoint");
        }
        catch (SqliteFailure error)
        {
            Break(error);
        }
    }

    private Exception Break(Exception error)
    {
        try
        {
            _session.Run("ROLLBACK");
        }
        catch (SqliteFailure)
        {
            // SQLite has rolled back by itself, or cannot: the session is not used again.
        }
        if (error is InvariantException)
        {
            _failure = new StoreException(StoreFault.Failed, "A write broke an invariant; the store takes no further one.", error);
            return error;
        }
        _folder.MarkFailed();
        return _failure = new StoreException(
            StoreFault.Failed, $"A write to {_folder.Path} failed: {error.Message}. Nothing of it was acknowledged, and it is not tried again; the replica stops.", error);
    }
}
