namespace Scew.Consensus;

/// <summary>The lease: durable, never below a view in which this replica acts, taken ahead so that it rarely has to wait.</summary>
public sealed partial class Replica
{
    private const int LeastAhead = 2;
    private const int MostAhead = 64;
    private long _leaseDeadline = long.MaxValue;
    private long _restSinceMs = long.MaxValue;

    private void KeepLease()
    {
        _leaseDeadline = long.MaxValue;
        if (_halted is not null || _doubt is not null)
        {
            return;
        }
        var low = Math.Max(_floor, _view);
        if (_stopping)
        {
            LowerLease(low);
            return;
        }
        var acting = HasLeaderWork || (KnownView(_view)?.First is not null && _view > _floor);
        var needed = Math.Max(acting ? _view + 1 : 0, _wantNullify.Count > 0 ? _wantNullify.Max : 0);
        var ahead = Math.Max(_floor, _view + Ahead());
        // A finalize vote on its way to the disk takes the lease along: two writes in a row would cost its latency. A write of blocks alone does not, as
        // it is then one that limits what the key may sign and costs more (the counter beside the key is written after it).
        var ridesAlong = _journal.Urgent || _finalizeSigning.Count > 0;
        if (needed > _journal.Target && !ridesAlong)
        {
            _journal.SetLease(ahead, urgent: true);
        }
        else if (ahead > _journal.Target && _journal.Urgent && (_journal.HasVotes || needed > _journal.Target))
        {
            _journal.SetLease(ahead, urgent: false);
        }
        if (acting || _wantNullify.Count > 0)
        {
            _restSinceMs = long.MaxValue;
            return;
        }
        _restSinceMs = Math.Min(_restSinceMs, _now.MonotonicMs);
        if (_journal.Target <= low)
        {
            return;
        }
        if (_now.MonotonicMs >= _restSinceMs + Timeouts.IdleLeaseMs)
        {
            LowerLease(low);
        }
        else
        {
            _leaseDeadline = _restSinceMs + Timeouts.IdleLeaseMs;
        }
    }

    private void LowerLease(long low)
    {
        if (_journal.Target > low)
        {
            _journal.SetLease(low, urgent: true);
        }
    }

    /// <summary>The views used in the last 250 ms, 2 to 64.</summary>
    private int Ahead()
    {
        while (_recentViews.TryPeek(out var entered) && entered < _now.MonotonicMs - Timeouts.AheadWindowMs)
        {
            _recentViews.Dequeue();
        }
        return Math.Clamp(_recentViews.Count, LeastAhead, MostAhead);
    }
}
