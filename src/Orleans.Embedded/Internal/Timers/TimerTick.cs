using Orleans.Runtime;

namespace Orleans.Embedded;

/// <summary>One tick of a grain timer: a call that the activation queues like any other, so that filters and turns hold for it.</summary>
internal sealed class TimerTick : VoidCall
{
    private static readonly CallDescriptor s_descriptor =
        new(typeof(IGrainTimerInvoker), typeof(IGrainTimerInvoker).GetMethod(nameof(IGrainTimerInvoker.InvokeCallbackAsync))!) { OneWay = true };

    private readonly GrainTimer _timer;

    public TimerTick(GrainTimer timer)
    {
        _timer = timer;
        Complete();
    }

    public override CallDescriptor Descriptor => s_descriptor;

    public override bool AlwaysInterleave => _timer.Options.Interleave;

    public override bool KeepsAlive => _timer.Options.KeepAlive;

    public override bool CanMove => false;

    protected override ValueTask InvokeInner(object target) => new(_timer.FireAsync());
}
