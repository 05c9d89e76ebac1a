namespace Orleans.Embedded;

/// <summary>
/// The calls of one silo that wait for a response. One timer serves all of them: it is armed for the earliest deadline and, when it
/// fires, walks the lists. Deadlines mostly grow with time, so arming is rare and a call costs two short locks.
/// </summary>
internal sealed class OutstandingCalls : IDisposable
{
    private readonly Stripe[] _stripes = new Stripe[16];
    private readonly Lock _arming = new();
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private long _armedFor = long.MaxValue;

    public OutstandingCalls(TimeProvider clock)
    {
        _clock = clock;
        for (var i = 0; i < _stripes.Length; i++)
        {
            _stripes[i] = new Stripe();
        }

        _timer = clock.CreateTimer(static state => ((OutstandingCalls)state!).Expire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Add(Call call, TimeSpan timeout)
    {
        call.Deadline = call.SentAt + ToTicks(timeout);
        _stripes[Environment.CurrentManagedThreadId & (_stripes.Length - 1)].Add(call);
        if (call.Deadline < Volatile.Read(ref _armedFor))
        {
            lock (_arming)
            {
                Arm(call.Deadline);
            }
        }
    }

    public void FailAll(Func<Exception> error)
    {
        foreach (var call in Take(long.MaxValue, out _))
        {
            call.TryFail(error());
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Expire()
    {
        List<Call> expired;
        lock (_arming)
        {
            // Calls that are added from here on see the maximum and arm the timer themselves, after this walk.
            Volatile.Write(ref _armedFor, long.MaxValue);
            expired = Take(_clock.GetTimestamp(), out var earliest);
            Arm(earliest);
        }

        foreach (var call in expired)
        {
            var timeout = _clock.GetElapsedTime(call.SentAt, call.Deadline);
            if (call.TryFail(new TimeoutException($"Response did not arrive on time in {timeout} for {call.GetActivityName()} of {call.Reference?.GrainId}.")))
            {
                call.CancelCallee();
            }
        }
    }

    private void Arm(long deadline)
    {
        if (deadline >= _armedFor)
        {
            return;
        }

        Volatile.Write(ref _armedFor, deadline);
        var wait = _clock.GetElapsedTime(_clock.GetTimestamp(), deadline);
        _timer.Change(wait <= TimeSpan.Zero ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
    }

    private List<Call> Take(long now, out long earliest)
    {
        var expired = new List<Call>();
        earliest = long.MaxValue;
        foreach (var stripe in _stripes)
        {
            stripe.Take(now, expired, ref earliest);
        }

        return expired;
    }

    private long ToTicks(TimeSpan timeout) => (long)(timeout.TotalSeconds * _clock.TimestampFrequency);

    /// <summary>One linked list of calls with its lock.</summary>
    internal sealed class Stripe
    {
        private readonly Lock _gate = new();
        private Call? _first;

        public void Add(Call call)
        {
            lock (_gate)
            {
                call.Stripe = this;
                call.NextOutstanding = _first;
                if (_first is not null)
                {
                    _first.PreviousOutstanding = call;
                }

                _first = call;
            }
        }

        public void Remove(Call call)
        {
            lock (_gate)
            {
                if (call.Stripe is null)
                {
                    return;
                }

                if (call.PreviousOutstanding is null)
                {
                    _first = call.NextOutstanding;
                }
                else
                {
                    call.PreviousOutstanding.NextOutstanding = call.NextOutstanding;
                }

                if (call.NextOutstanding is not null)
                {
                    call.NextOutstanding.PreviousOutstanding = call.PreviousOutstanding;
                }

                call.Stripe = null;
                call.NextOutstanding = null;
                call.PreviousOutstanding = null;
            }
        }

        public void Take(long now, List<Call> expired, ref long earliest)
        {
            lock (_gate)
            {
                for (var call = _first; call is not null; call = call.NextOutstanding)
                {
                    if (call.Deadline <= now)
                    {
                        expired.Add(call);
                    }
                    else
                    {
                        earliest = Math.Min(earliest, call.Deadline);
                    }
                }
            }
        }
    }
}
