using Scew.Protocol.Ordering;

namespace Scew.Consensus;

/// <summary>Rule 1: views, work and the timers.</summary>
public sealed partial class Replica
{
    private const int MaxEndUnknown = 64;
    private readonly bool[] _slowLeader;
    private readonly Queue<long> _recentViews = new();
    private readonly SortedSet<long> _endUnknown = [];
    private long _view = 1;
    private long _viewEnteredMs;
    private long _leaderDeadline = long.MaxValue;
    private long _advanceDeadline = long.MaxValue;
    private bool _advanceFired;
    private bool _timersRun;
    private long _workSinceMs;

    /// <summary>Enters a view on a certificate of the one before or of a later one.</summary>
    private void EnterView(long view, bool always = false)
    {
        if (view <= _view && !always)
        {
            return;
        }
        if (view > _view)
        {
            LeaveView(_view);
            LeaveUnsettled(_view, view);
        }
        _view = view;
        _viewEnteredMs = _now.MonotonicMs;
        _timersRun = false;
        _leaderDeadline = long.MaxValue;
        _advanceDeadline = long.MaxValue;
        _advanceFired = false;
        _changed = true;
        _recentViews.Enqueue(_now.MonotonicMs);
        if (_recentViews.Count > 64)
        {
            _recentViews.Dequeue();
        }
        if (view <= _floor)
        {
            WantNullify(view);
        }
        if (KnownView(view) is { } state)
        {
            FollowNullify(state);
        }
    }

    private void LeaveView(long view)
    {
        var state = KnownView(view);
        var leader = _group.Leader(view);
        if (state?.Notarization is not null)
        {
            _slowLeader[leader] = false;
            if (!state.TimerFired)
            {
                return;
            }
        }
        if (view <= _floor || _peers.Any(peer => view <= peer.ExcusedView))
        {
            return;
        }
        var leaderGaveUp = state is { Proposals: 0 } && state.Votes(StatementKind.Nullify)[leader] is not null;
        _slowLeader[leader] = state?.Notarization is null && state?.Nullification is not null && (state.TimerFired || !leaderGaveUp);
        _timeouts.Grow();
    }

    /// <summary>A pending request, an unfinalised block with requests (or unknown content), an unknown outcome to end, or a contract timer that is overdue.</summary>
    private bool HasWork => !EpochIsOver && (HasEndToReach || _pool.Pending > 0 || _open.Count > 0 || EndUnknownDue || _wishedView > _final.View || TimerOverdue);

    /// <summary>What a leader makes a block for, although nobody is timed out for it yet.</summary>
    private bool HasLeaderWork => HasWork || (TimerDue && !EpochIsOver);

    private bool EndUnknownDue => _endUnknown.Count > 0 && _endUnknown.Min <= _now.WallMs;

    /// <summary>Rule 3's last clause: a replica whose execution is far behind does not vote and runs no timers.</summary>
    private bool HeldBack => _executed < _final.Height - Rules.MaxExecutionLag;

    private void OnEndUnknownAsked(long untilMs)
    {
        if (untilMs > _final.TimeMs && untilMs <= _now.WallMs + 2 * Config.LongWindowMs && _endUnknown.Count < MaxEndUnknown)
        {
            _endUnknown.Add(untilMs);
        }
    }

    private void SetTimers()
    {
        if (!HasLeaderWork)
        {
            _workSinceMs = long.MaxValue;
        }
        else if (_workSinceMs == long.MaxValue || _workSinceMs == 0)
        {
            _workSinceMs = Math.Max(1, _now.MonotonicMs);
        }
        var run = HasWork && !HeldBack && MaySign;
        if (!run)
        {
            _timersRun = false;
            _leaderDeadline = long.MaxValue;
            _advanceDeadline = long.MaxValue;
        }
        else if (!_timersRun)
        {
            _timersRun = true;
            _leaderDeadline = _now.MonotonicMs + _timeouts.LeaderMs(_slowLeader[Leader]);
            _advanceDeadline = _now.MonotonicMs + _timeouts.AdvanceMs;
        }
        if (KnownView(_view)?.First is not null)
        {
            _leaderDeadline = long.MaxValue;
        }
        SetRepairTimer(run);
    }

    private void FireTimers()
    {
        var now = _now.MonotonicMs;
        if (now >= _leaderDeadline)
        {
            _leaderDeadline = long.MaxValue;
            GiveUpView();
        }
        if (now >= _advanceDeadline)
        {
            _advanceDeadline = now + _timeouts.AdvanceMs;
            if (_advanceFired)
            {
                ResendStatements(to: null);
            }
            _advanceFired = true;
            GiveUpView();
        }
        FireRepair();
    }

    private void GiveUpView()
    {
        ViewOf(_view).TimerFired = true;
        WantNullify(_view);
        _statusToAll = true;
    }

    private long ComputeDeadline()
    {
        var now = _now;
        long FromWall(long wallMs) => wallMs == long.MaxValue ? long.MaxValue : now.MonotonicMs + Math.Max(1, wallMs - now.WallMs);
        var next = Math.Min(_leaderDeadline, _advanceDeadline);
        next = Math.Min(next, _repairDeadline);
        next = Math.Min(next, _proposeDeadline);
        next = Math.Min(next, _notarizeDeadline);
        next = Math.Min(next, _leaseDeadline);
        next = Math.Min(next, FetchDeadline());
        next = Math.Min(next, OfferDeadline());
        next = Math.Min(next, StatusDeadline());
        next = Math.Min(next, _askAtMs);
        next = Math.Min(next, FromWall(_pool.NextChangeMs()));
        next = Math.Min(next, FromWall(TimerWakesMs()));
        if (_endUnknown.Count > 0 && !EndUnknownDue)
        {
            next = Math.Min(next, FromWall(_endUnknown.Min));
        }
        return next;
    }
}
