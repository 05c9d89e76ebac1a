using Scew.Protocol.Ordering;

namespace Scew.Consensus;

/// <summary>Rule 5: giving views up, and the repair of gaps.</summary>
public sealed partial class Replica
{
    private readonly SortedSet<long> _wantNullify = [];
    private long _repairDeadline = long.MaxValue;
    private readonly SortedSet<long> _unsettled = [];

    private void WantNullify(long view)
    {
        if (view > _final.View && KnownView(view) is not { NullifyStage: not OwnStage.None } and not { FinalizeStage: not OwnStage.None })
        {
            _wantNullify.Add(view);
            _changed = true;
        }
    }

    /// <summary>f+1 others gave the view up, or its leader did before it proposed.</summary>
    private void FollowNullify(ViewState state)
    {
        if (state.View > _view || state.Nullification is not null)
        {
            return;
        }
        var leader = _group.Leader(state.View);
        var leaderGaveUp = state.View == _view && state.Proposals == 0 && leader != _self && state.Votes(StatementKind.Nullify)[leader] is not null;
        if (leaderGaveUp || state.Count(Statement.Nullify(state.View), except: _self) > _group.MaxFaulty)
        {
            WantNullify(state.View);
        }
    }

    private void TryNullify()
    {
        if (_wantNullify.Count == 0 || !MaySign)
        {
            return;
        }
        foreach (var view in _wantNullify.ToArray())
        {
            var state = ViewOf(view);
            if (state.NullifyStage != OwnStage.None || state.FinalizeStage != OwnStage.None)
            {
                _wantNullify.Remove(view);
                continue;
            }
            if (_rules.MayNullify(new NullifyFacts(view, _view, _journal.Lease, false, false)))
            {
                _wantNullify.Remove(view);
                _toFinalize.Remove(view);
                state.NullifyStage = OwnStage.Signing;
                _changed = true;
                Emit(new Sign(Statement.Nullify(view)));
            }
        }
    }

    /// <summary>Views below the current one, above the highest notarised block held, without a nullification.</summary>
    private SortedSet<long> Gap()
    {
        if (_unsettled.Count == 0)
        {
            return _unsettled;
        }
        var from = Math.Max(HighestNotarized().View, Math.Max(_final.View, _finalization?.Statement.View ?? 0));
        return _unsettled.GetViewBetween(from + 1, Math.Max(from + 1, _view - 1));
    }

    /// <summary>
    /// Views that are left behind without a nullification. What a finalization passed by needs none, and a gap that no block's justification can hold is not repaired: whoever
    /// was away for long jumps over millions of views.
    /// </summary>
    private void LeaveUnsettled(long from, long to)
    {
        var settled = Math.Max(_final.View, _finalization?.Statement.View ?? 0);
        for (var view = Math.Max(Math.Max(from, settled + 1), to - Justification.MaxNullifications); view < to; view++)
        {
            if (KnownView(view)?.Nullification is null)
            {
                _unsettled.Add(view);
            }
        }
    }

    private void SetRepairTimer(bool run)
    {
        if (!run || Gap().Count == 0)
        {
            _repairDeadline = long.MaxValue;
        }
        else if (_repairDeadline == long.MaxValue)
        {
            _repairDeadline = _now.MonotonicMs + _timeouts.AdvanceMs;
            _statusToAll = true;
            SendStatuses();
        }
    }

    private void FireRepair()
    {
        if (_now.MonotonicMs < _repairDeadline)
        {
            return;
        }
        _repairDeadline = _now.MonotonicMs + _timeouts.AdvanceMs;
        foreach (var view in Gap().ToArray())
        {
            WantNullify(view);
        }
        // Views may change faster than the advance timer expires while one below lacks votes that were sent and lost long ago.
        ResendStatements(to: null);
        _statusToAll = true;
    }
}
