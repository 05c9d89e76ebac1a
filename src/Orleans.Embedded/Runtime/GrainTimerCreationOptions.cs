using System.Diagnostics.CodeAnalysis;

namespace Orleans.Runtime;

/// <summary>How a grain timer behaves.</summary>
public readonly struct GrainTimerCreationOptions : IEquatable<GrainTimerCreationOptions>
{
    /// <summary>Sets the times.</summary>
    /// <param name="dueTime">Until the first callback.</param>
    /// <param name="period">From the end of a callback to the next.</param>
    [SetsRequiredMembers]
    public GrainTimerCreationOptions(TimeSpan dueTime, TimeSpan period)
    {
        DueTime = dueTime;
        Period = period;
    }

    /// <summary>Until the first callback.</summary>
    public required TimeSpan DueTime { get; init; }

    /// <summary>From the end of a callback to the next.</summary>
    public required TimeSpan Period { get; init; }

    /// <summary>Whether callbacks interleave with calls and other timers; by default they wait their turn.</summary>
    public bool Interleave { get; init; }

    /// <summary>Whether callbacks keep the activation from being idle; by default they do not.</summary>
    public bool KeepAlive { get; init; }

    /// <summary>Compares two sets of options.</summary>
    /// <param name="left">The first.</param>
    /// <param name="right">The second.</param>
    public static bool operator ==(GrainTimerCreationOptions left, GrainTimerCreationOptions right) => left.Equals(right);

    /// <summary>Compares two sets of options.</summary>
    /// <param name="left">The first.</param>
    /// <param name="right">The second.</param>
    public static bool operator !=(GrainTimerCreationOptions left, GrainTimerCreationOptions right) => !left.Equals(right);

    /// <inheritdoc />
    public bool Equals(GrainTimerCreationOptions other)
    {
        return DueTime == other.DueTime && Period == other.Period && Interleave == other.Interleave && KeepAlive == other.KeepAlive;
    }

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is GrainTimerCreationOptions other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(DueTime, Period, Interleave, KeepAlive);
}
