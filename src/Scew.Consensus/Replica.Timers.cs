namespace Scew.Consensus;

/// <summary>
/// Contract timers: the ledger tells when the first one is due, as of the executed height, and fires it in the first block whose time has come. Here they are only a reason to
/// make that block: for a leader from the due time on, for the time-outs two drifts later, when no correct leader's clock can be before it any more.
/// </summary>
public sealed partial class Replica
{
    private long _nextDueMs = long.MaxValue;

    private long OverdueMs => _nextDueMs == long.MaxValue ? long.MaxValue : _nextDueMs + 2 * Config.DriftMs;

    /// <summary>Rule 2: a leader makes a block for it.</summary>
    private bool TimerDue => _nextDueMs <= _now.WallMs && !Fires(_final);

    /// <summary>Rule 1: it is work.</summary>
    private bool TimerOverdue => OverdueMs <= _now.WallMs && !Fires(_final);

    /// <summary>
    /// This block, or one below it, fires what is due and was not executed yet. Of what a block leaves over, because more were due than one block fires, the ledger tells when it
    /// executed it.
    /// </summary>
    private bool Fires(BlockNode node) => node.Height > _executed && node.TimeMs >= _nextDueMs;

    private void OnTimersLoaded(long height, long? nextDueMs)
    {
        // Read before a state was installed and told after it: too late to count.
        if (height == _executed)
        {
            SetNextDue(nextDueMs);
        }
    }

    private void SetNextDue(long? nextDueMs)
    {
        _nextDueMs = nextDueMs ?? long.MaxValue;
        _changed = true;
    }

    /// <summary>The wall time at which a timer gives this replica something to do; an idle group sleeps until then.</summary>
    private long TimerWakesMs() => Fires(_final) || TimerOverdue ? long.MaxValue : TimerDue ? OverdueMs : _nextDueMs;
}
