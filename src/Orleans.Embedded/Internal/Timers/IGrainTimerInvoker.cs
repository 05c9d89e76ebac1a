namespace Orleans.Runtime;

/// <summary>The interface that call filters see for grain timers. A filter that denies what it does not know stops every timer.</summary>
internal interface IGrainTimerInvoker : IAddressable
{
    /// <summary>Stands for the timer's callback.</summary>
    Task InvokeCallbackAsync(CancellationToken cancellationToken = default);
}
