using Orleans.Embedded;
using Orleans.Runtime;

namespace Orleans;

/// <summary>What a grain can ask of its activation.</summary>
public static class GrainBaseExtensions
{
    /// <summary>Ends the activation once its running calls are done; waiting calls go to a new one.</summary>
    /// <param name="grain">The grain.</param>
    public static void DeactivateOnIdle(this IGrainBase grain)
    {
        grain.GrainContext.Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationRequested, "The grain called DeactivateOnIdle."));
    }

    /// <summary>Starts a timer whose callbacks are turns of the grain.</summary>
    /// <param name="grain">The grain.</param>
    /// <param name="callback">What runs.</param>
    /// <param name="options">How the timer behaves.</param>
    public static IGrainTimer RegisterGrainTimer(this IGrainBase grain, Func<Task> callback, GrainTimerCreationOptions options)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return Start(grain, static (f, _) => f(), callback, options);
    }

    /// <summary>Starts a timer whose callbacks are turns of the grain.</summary>
    /// <param name="grain">The grain.</param>
    /// <param name="callback">What runs.</param>
    /// <param name="options">How the timer behaves.</param>
    public static IGrainTimer RegisterGrainTimer(this IGrainBase grain, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return Start(grain, static (f, token) => f(token), callback, options);
    }

    /// <summary>Starts a timer whose callbacks are turns of the grain.</summary>
    /// <typeparam name="TState">The type of the value.</typeparam>
    /// <param name="grain">The grain.</param>
    /// <param name="callback">What runs.</param>
    /// <param name="state">A value for the callback.</param>
    /// <param name="options">How the timer behaves.</param>
    public static IGrainTimer RegisterGrainTimer<TState>(this IGrainBase grain, Func<TState, CancellationToken, Task> callback, TState state, GrainTimerCreationOptions options)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return Start(grain, callback, state, options);
    }

    /// <summary>Starts a timer whose callbacks are turns of the grain.</summary>
    /// <typeparam name="TState">The type of the value.</typeparam>
    /// <param name="grain">The grain.</param>
    /// <param name="callback">What runs.</param>
    /// <param name="state">A value for the callback.</param>
    /// <param name="options">How the timer behaves.</param>
    public static IGrainTimer RegisterGrainTimer<TState>(this IGrainBase grain, Func<TState, Task> callback, TState state, GrainTimerCreationOptions options)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return Start(grain, static (s, _) => s.callback(s.state), (callback, state), options);
    }

    /// <summary>Starts a timer whose callbacks are turns of the grain.</summary>
    /// <param name="grain">The grain.</param>
    /// <param name="callback">What runs.</param>
    /// <param name="dueTime">Until the first callback.</param>
    /// <param name="period">From the end of a callback to the next.</param>
    public static IGrainTimer RegisterGrainTimer(this IGrainBase grain, Func<Task> callback, TimeSpan dueTime, TimeSpan period)
    {
        return grain.RegisterGrainTimer(callback, new GrainTimerCreationOptions(dueTime, period));
    }

    /// <summary>Starts a timer whose callbacks are turns of the grain.</summary>
    /// <param name="grain">The grain.</param>
    /// <param name="callback">What runs.</param>
    /// <param name="dueTime">Until the first callback.</param>
    /// <param name="period">From the end of a callback to the next.</param>
    public static IGrainTimer RegisterGrainTimer(this IGrainBase grain, Func<CancellationToken, Task> callback, TimeSpan dueTime, TimeSpan period)
    {
        return grain.RegisterGrainTimer(callback, new GrainTimerCreationOptions(dueTime, period));
    }

    /// <summary>Starts a timer whose callbacks are turns of the grain.</summary>
    /// <typeparam name="TState">The type of the value.</typeparam>
    /// <param name="grain">The grain.</param>
    /// <param name="callback">What runs.</param>
    /// <param name="state">A value for the callback.</param>
    /// <param name="dueTime">Until the first callback.</param>
    /// <param name="period">From the end of a callback to the next.</param>
    public static IGrainTimer RegisterGrainTimer<TState>(this IGrainBase grain, Func<TState, CancellationToken, Task> callback, TState state, TimeSpan dueTime, TimeSpan period)
    {
        return grain.RegisterGrainTimer(callback, state, new GrainTimerCreationOptions(dueTime, period));
    }

    /// <summary>Starts a timer whose callbacks are turns of the grain.</summary>
    /// <typeparam name="TState">The type of the value.</typeparam>
    /// <param name="grain">The grain.</param>
    /// <param name="callback">What runs.</param>
    /// <param name="state">A value for the callback.</param>
    /// <param name="dueTime">Until the first callback.</param>
    /// <param name="period">From the end of a callback to the next.</param>
    public static IGrainTimer RegisterGrainTimer<TState>(this IGrainBase grain, Func<TState, Task> callback, TState state, TimeSpan dueTime, TimeSpan period)
    {
        return grain.RegisterGrainTimer(callback, state, new GrainTimerCreationOptions(dueTime, period));
    }

    private static GrainTimer<TState> Start<TState>(IGrainBase grain, Func<TState, CancellationToken, Task> callback, TState state, GrainTimerCreationOptions options)
    {
        ArgumentNullException.ThrowIfNull(grain);
        return GrainTimer.Start((Activation)grain.GrainContext, callback, state, options);
    }
}
