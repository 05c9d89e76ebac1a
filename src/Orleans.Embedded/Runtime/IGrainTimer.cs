namespace Orleans.Runtime;

/// <summary>A timer whose callbacks are turns of its grain. Disposing it cancels the running callback's token.</summary>
public interface IGrainTimer : IDisposable
{
    /// <summary>Sets new times; during a callback they hold from its end.</summary>
    /// <param name="dueTime">Until the next callback; <see cref="Timeout.InfiniteTimeSpan"/> for never.</param>
    /// <param name="period">From the end of a callback to the next; <see cref="Timeout.InfiniteTimeSpan"/> for none.</param>
    void Change(TimeSpan dueTime, TimeSpan period);
}
