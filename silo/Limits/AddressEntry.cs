namespace Scew.Silo.Limits;

/// <summary>
/// What one address holds and may still do. The bucket counts in thousandths of a request and can go into debt as deep as it is high, so that bad requests are paid for
/// after they were found to be bad.
/// </summary>
internal sealed class AddressEntry(int ratePerSecond, int burst)
{
    private readonly Lock _gate = new();
    private long _tokens = burst * 1000L;
    private long _refilledMs;
    private int _connections;
    private int _feeds;
    private int _underWay;

    /// <summary>Connections at this moment.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Feeds at this moment.</summary>
    public int Feeds => Volatile.Read(ref _feeds);

    /// <summary>Takes one request's worth; otherwise gives the time until there is one.</summary>
    public long TryTake(long nowMs)
    {
        if (ratePerSecond == 0)
        {
            return 0;
        }
        lock (_gate)
        {
            Refill(nowMs);
            if (_tokens >= 1000)
            {
                _tokens -= 1000;
                return 0;
            }
            return Math.Max(1, (1000 - _tokens + ratePerSecond - 1) / ratePerSecond);
        }
    }

    /// <summary>Charges what a request turned out to cost beyond the one that it took.</summary>
    public void Charge(int requests, long nowMs)
    {
        if (ratePerSecond == 0)
        {
            return;
        }
        lock (_gate)
        {
            Refill(nowMs);
            _tokens = Math.Max(-burst * 1000L, _tokens - (requests * 1000L));
        }
    }

    /// <summary>Counts a connection; gives how many there are now.</summary>
    public int AddConnection() => Interlocked.Increment(ref _connections);

    /// <summary>A counted connection ended.</summary>
    public void RemoveConnection() => Interlocked.Decrement(ref _connections);

    /// <summary>Counts a feed unless there are <paramref name="most"/> (0: any number).</summary>
    public bool TryAddFeed(int most)
    {
        if (Interlocked.Increment(ref _feeds) <= most || most == 0)
        {
            return true;
        }
        Interlocked.Decrement(ref _feeds);
        return false;
    }

    /// <summary>A counted feed ended.</summary>
    public void RemoveFeed() => Interlocked.Decrement(ref _feeds);

    /// <summary>Counts a request under way unless there are <paramref name="most"/>.</summary>
    public bool TryBegin(int most)
    {
        if (Interlocked.Increment(ref _underWay) <= most)
        {
            return true;
        }
        End();
        return false;
    }

    /// <summary>A counted request is over.</summary>
    public void End() => Interlocked.Decrement(ref _underWay);

    /// <summary>True when forgetting the address forgets nothing.</summary>
    public bool IsIdle(long nowMs)
    {
        if (Connections > 0 || Feeds > 0 || Volatile.Read(ref _underWay) > 0)
        {
            return false;
        }
        lock (_gate)
        {
            Refill(nowMs);
            return _tokens >= burst * 1000L;
        }
    }

    private void Refill(long nowMs)
    {
        var elapsed = nowMs - _refilledMs;
        if (elapsed > 0)
        {
            // A day fills any bucket; more would only overflow.
            _tokens = Math.Min(burst * 1000L, _tokens + (Math.Min(elapsed, 86_400_000) * ratePerSecond));
            _refilledMs = nowMs;
        }
    }
}
