namespace Scew.Simulation;

/// <summary>How a member's wall clock is wrong. Monotonic clocks only drift: they never jump.</summary>
public enum ClockKind
{
    /// <summary>Wrong by a constant.</summary>
    Offset,

    /// <summary>Right at first, then wrong by the amount, and back, again and again.</summary>
    Jumping,

    /// <summary>Goes backwards: each second that passes takes one off.</summary>
    Backwards,

    /// <summary>Stands still.</summary>
    Frozen,
}

/// <summary>A wrong clock: what it does and by how many milliseconds.</summary>
public sealed record ClockFault(ClockKind Kind, long AmountMs)
{
    private const long HalfPeriodMs = 1700;

    /// <summary>What is to be added to the right time at <paramref name="nowMs"/> simulated milliseconds.</summary>
    public long ErrorAt(long nowMs) => Kind switch
    {
        ClockKind.Jumping => nowMs / HalfPeriodMs % 2 == 1 ? AmountMs : 0,
        ClockKind.Backwards => -2 * nowMs,
        ClockKind.Frozen => -nowMs,
        _ => AmountMs,
    };
}
