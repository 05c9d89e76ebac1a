using System.Diagnostics;
using System.Threading.Channels;
using Scew.Protocol;
using Scew.Storage.Sessions;

namespace Scew.Storage.Writes;

/// <summary>
/// The only writer: one thread that joins whatever waits into one transaction, so that many callers share one sync of the disk. Safety writes go into a transaction of
/// their own, ahead of the rest, and complete when the witness file counts those that limit what may be signed.
/// </summary>
internal sealed class CommitThread
{
    /// <summary>Most writes that wait for the writer; further callers wait for room.</summary>
    private const int MaxQueuedWrites = 1024;

    /// <summary>Most writes in one transaction.</summary>
    private const int MaxJoinedWrites = 256;

    private readonly Channel<WriteOperation> _queue = Channel.CreateBounded<WriteOperation>(
        new BoundedChannelOptions(MaxQueuedWrites) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StoreDatabase _database;
    private readonly StoreIdentity _identity;
    private readonly WitnessFile? _witness;
    private readonly StoreHooks _hooks;
    private volatile StoreException? _failure;
    private long _commits;

    internal CommitThread(StoreDatabase database, StoreIdentity identity, WitnessFile? witness, StoreHooks hooks)
    {
        _database = database;
        _identity = identity;
        _witness = witness;
        _hooks = hooks;
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

    /// <summary>Something that the writer needs is gone: every further call fails.</summary>
    internal void Break(StoreException failure) => _failure ??= failure;

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
            while (urgent.Count + rest.Count < MaxJoinedWrites && _queue.Reader.TryRead(out var operation))
            {
                (operation.Urgent ? urgent : rest).Add(operation);
            }
            Commit(urgent);
            Commit(rest);
            Maintain(closing: false);
        }
        Maintain(closing: true);
        _witness?.Dispose();
        _database.Dispose();
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
            var session = _database.Session;
            session.BeginWrite();
            // Reads alone take no lock on the row, which a server would write down and sync.
            var isRead = joined.TrueForAll(static operation => operation.IsRead);
            var control = isRead ? ControlRow.Load(session, _identity) : ControlRow.LoadForWrite(session, _identity);
            var context = new WriteContext(session, control, _identity);
            foreach (var operation in joined)
            {
                operation.RunIn(context);
            }
            if (!isRead)
            {
                control.Save(session);
            }
            _hooks.BeforeCommit?.Invoke(joined.Count);
            ReachAll(joined);
            session.Commit();
            if (isRead)
            {
                return null;
            }
            Interlocked.Increment(ref _commits);
            CrashPoint.Reach(joined[0].Urgent ? "after-commit-before-witness" : "apply-after-commit");
            if (_witness is not null && context.IsWitnessed)
            {
                _hooks.BeforeWitness?.Invoke(control.Counter);
                _witness.Write(control.Counter);
            }
            return null;
        }
        catch (Exception error)
        {
            return BreakAt(error);
        }
    }

    /// <summary>A write that is joined behind another one has its own place to die at.</summary>
    [Conditional("CRASH_POINTS")]
    private static void ReachAll(List<WriteOperation> joined)
    {
        foreach (var name in joined.Select(operation => operation.CrashName).Distinct())
        {
            CrashPoint.Reach(name);
        }
    }

    private void Maintain(bool closing)
    {
        if (_failure is not null)
        {
            return;
        }
        try
        {
            _database.Maintain(closing);
        }
        catch (DatabaseFailure error)
        {
            BreakAt(error);
        }
    }

    private Exception BreakAt(Exception error)
    {
        try
        {
            _database.Session.Run("ROLLBACK");
        }
        catch (DatabaseFailure)
        {
            // The database has rolled back by itself, or cannot: the session is not used again.
        }
        if (error is InvariantException)
        {
            _failure = new StoreException(StoreFault.Failed, "A write broke an invariant; the store takes no further one.", error);
            return error;
        }
        _database.MarkFailed();
        var fault = error is StoreException { Fault: StoreFault.Corrupt } ? StoreFault.Corrupt : StoreFault.Failed;
        return _failure = new StoreException(
            fault, $"A write to {_database.Name} failed: {error.Message}. Nothing of it was acknowledged, and it is not tried again; the replica stops.", error);
    }
}
