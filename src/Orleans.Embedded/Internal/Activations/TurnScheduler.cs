namespace Orleans.Embedded;

/// <summary>
/// Runs everything of one activation one piece at a time: calls that were let in, and the continuations of their awaits, which come
/// back here because <see cref="TaskScheduler.Current"/> is this object during a turn. <c>Task.Run</c> leaves it.
/// </summary>
internal sealed class TurnScheduler(Activation owner) : TaskScheduler, IThreadPoolWorkItem
{
    /// <summary>Pieces of work after which other activations get the thread.</summary>
    private const int MaxPieces = 100;

    private readonly Queue<object> _work = new(2);
    private readonly Lock _gate = new();
    private bool _scheduled;

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Whether nothing runs or waits to run.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_gate)
            {
                return !_scheduled;
            }
        }
    }

    /// <summary>Adds a <see cref="Task"/>, an <see cref="Action"/> or a <see cref="Call"/>.</summary>
    public void Enqueue(object work)
    {
        lock (_gate)
        {
            _work.Enqueue(work);
            if (_scheduled)
            {
                return;
            }

            _scheduled = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
    }

    void IThreadPoolWorkItem.Execute()
    {
        // Code sees this scheduler as the current one only inside a task of it, so a task wraps the whole run rather than each call.
        Activation.Current = owner;
        try
        {
            new Task(static state => ((TurnScheduler)state!).RunWork(), this, TaskCreationOptions.DenyChildAttach).RunSynchronously(this);
        }
        finally
        {
            Activation.Current = null;
        }
    }

    protected override void QueueTask(Task task) => Enqueue(task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued)
    {
        return !taskWasPreviouslyQueued && ReferenceEquals(Activation.Current, owner) && TryExecuteTask(task);
    }

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_gate)
        {
            return [.. _work.OfType<Task>()];
        }
    }

    private void RunWork()
    {
        for (var pieces = 0; pieces < MaxPieces; pieces++)
        {
            object? work;
            lock (_gate)
            {
                if (!_work.TryDequeue(out work))
                {
                    _scheduled = false;
                    return;
                }
            }

            Run(work);
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private void Run(object work)
    {
        switch (work)
        {
            case Call call:
                _ = call.ExecuteAsync(owner);
                break;
            case Task task:
                TryExecuteTask(task);
                break;
            default:
                try
                {
                    ((Action)work)();
                }
                catch (Exception error)
                {
                    owner.Silo.Log.TurnFailed(error, owner.GrainId);
                }

                break;
        }
    }
}
