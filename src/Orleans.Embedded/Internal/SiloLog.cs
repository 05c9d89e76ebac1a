using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Orleans.Embedded;

/// <summary>Every message that the runtime logs.</summary>
internal sealed partial class SiloLog(ILogger logger)
{
    [LoggerMessage(1, LogLevel.Information, "Silo {Name} started with {Classes} grain classes.")]
    public partial void Started(string name, int classes);

    [LoggerMessage(2, LogLevel.Information, "Silo {Name} stopped.")]
    public partial void Stopped(string name);

    [LoggerMessage(3, LogLevel.Warning, "Activation of {Grain} failed.")]
    public partial void ActivationFailed(Exception error, GrainId grain);

    [LoggerMessage(4, LogLevel.Warning, "Deactivation of {Grain} failed.")]
    public partial void DeactivationFailed(Exception error, GrainId grain);

    [LoggerMessage(5, LogLevel.Warning, "One-way call {Call} of {Grain} failed.")]
    public partial void OneWayFailed(Exception error, string call, GrainId grain);

    [LoggerMessage(6, LogLevel.Error, "A turn of {Grain} failed.")]
    public partial void TurnFailed(Exception error, GrainId grain);

    [LoggerMessage(7, LogLevel.Warning, "A timer callback of {Grain} failed; the timer goes on.")]
    public partial void TimerFailed(Exception error, GrainId grain);

    [LoggerMessage(8, LogLevel.Warning, "Silo {Name} stopped before {Count} activations ended.")]
    public partial void StoppedEarly(string name, int count);
}
