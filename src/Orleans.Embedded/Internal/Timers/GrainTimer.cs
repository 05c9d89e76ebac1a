using Orleans.Runtime;

namespace Orleans.Embedded;

/// <summary>
/// A grain timer. At most one tick is queued or running; the period counts from the end of a callback. The timer is armed again only
/// where its callback ran: a filter that swallows a tick ends the timer, as in Orleans.
/// </summary>
internal abstract class GrainTimer : IGrainTimer
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _cancellation = new();
    private readonly Activation _activation;
    private readonly ITimer _clock;
    private TimeSpan _dueTime;
    private TimeSpan _period;
    private bool _queued;
    private bool _pending;
    private bool _firing;
    private bool _changed;
    private bool _disposed;

    protected GrainTimer(Activation activation, GrainTimerCreationOptions options)
    {
        Options = options;
        _activation = activation;
        using (ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow())
        {
            _clock = activation.Silo.Clock.CreateTimer(static state => ((GrainTimer)state!).Due(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    public GrainTimerCreationOptions Options { get; }

    public static GrainTimer<TState> Start<TState>(Activation activation, Func<TState, CancellationToken, Task> callback, TState state, GrainTimerCreationOptions options)
    {
        if (!ReferenceEquals(Activation.Current, activation))
        {
            throw new InvalidOperationException("A grain timer is registered on a turn of its own grain, not from Task.Run or from elsewhere.");
        }

        Validate(options.DueTime, options.Period);
        var timer = new GrainTimer<TState>(activation, callback, state, options);
        activation.Own(timer);
        timer.Change(options.DueTime, options.Period);
        return timer;
    }

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        Validate(dueTime, period);
        lock (_gate)
        {
            _changed = true;
            (_dueTime, _period) = (dueTime, period);
            if (_disposed || _firing || !Arm(dueTime))
            {
                return;
            }
        }

        Queue();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            _pending = false;
            _clock.Dispose();
        }

        _activation.Disown(this);
        _cancellation.Cancel();
    }

    /// <summary>Runs the callback, on a turn, and arms the timer for the next.</summary>
    public async Task FireAsync()
    {
        lock (_gate)
        {
            _queued = false;
            if (!_pending)
            {
                // Changed or disposed while the tick waited for its turn.
                return;
            }

            _pending = false;
            _firing = true;
            _changed = false;
        }

        try
        {
            await RunCallback(_cancellation.Token);
        }
        finally
        {
            Fired();
        }
    }

    protected abstract Task RunCallback(CancellationToken token);

    private static void Validate(TimeSpan dueTime, TimeSpan period)
    {
        const uint longest = 0xfffffffe;
        ArgumentOutOfRangeException.ThrowIfLessThan((long)dueTime.TotalMilliseconds, -1, nameof(dueTime));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)dueTime.TotalMilliseconds, longest, nameof(dueTime));
        ArgumentOutOfRangeException.ThrowIfLessThan((long)period.TotalMilliseconds, -1, nameof(period));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)period.TotalMilliseconds, longest, nameof(period));
    }

    private void Fired()
    {
        lock (_gate)
        {
            _firing = false;
            if (_disposed || !Arm(_changed ? _dueTime : _period))
            {
                return;
            }
        }

        Queue();
    }

    private void Due()
    {
        lock (_gate)
        {
            if (_disposed || _firing || _pending)
            {
                return;
            }

            _pending = true;
            if (_queued)
            {
                return;
            }

            _queued = true;
        }

        Queue();
    }

    /// <summary>Arms the clock, and tells whether a tick is to be queued at once.</summary>
    private bool Arm(TimeSpan wait)
    {
        _pending = wait == TimeSpan.Zero;
        _clock.Change(_pending ? Timeout.InfiniteTimeSpan : wait, Timeout.InfiniteTimeSpan);
        if (!_pending || _queued)
        {
            return false;
        }

        _queued = true;
        return true;
    }

    private void Queue()
    {
        var tick = new TimerTick(this) { SentAt = _activation.Silo.Clock.GetTimestamp(), Source = _activation, Reference = _activation.GrainReference };
        if (!_activation.TryEnqueue(tick))
        {
            Dispose();
        }
    }
}
