using Orleans.Runtime;

namespace Orleans.Embedded;

/// <summary>A grain timer with its callback and value.</summary>
internal sealed class GrainTimer<TState>(Activation activation, Func<TState, CancellationToken, Task> callback, TState state, GrainTimerCreationOptions options)
    : GrainTimer(activation, options)
{
    protected override Task RunCallback(CancellationToken token) => callback(state, token);
}
