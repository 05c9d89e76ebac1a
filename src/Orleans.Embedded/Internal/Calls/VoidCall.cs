namespace Orleans.Embedded;

/// <summary>A call without a result. The generated subclass holds the arguments and invokes the method.</summary>
internal abstract class VoidCall : Call
{
    private readonly TaskCompletionSource _promise = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Task => _promise.Task;

    public override bool IsCompleted => _promise.Task.IsCompleted && !Descriptor.OneWay;

    public override async Task ExecuteAsync(Activation target)
    {
        try
        {
            target.EnterCall(this);
            if (target.HasFilters)
            {
                await IncomingCallContext.RunAsync(this, target);
            }
            else
            {
                await InvokeInner(target.GrainInstance!);
            }
        }
        catch (Exception error)
        {
            target.Finished(this, error);
            if (!TryFail(error) && Descriptor.OneWay)
            {
                target.Silo.Log.OneWayFailed(error, GetActivityName(), target.GrainId);
            }

            return;
        }

        target.Finished(this, null);
        Complete();
    }

    public override async Task<object?> InvokeBoxedAsync(object instance)
    {
        await InvokeInner(instance);
        return null;
    }

    public void Complete()
    {
        if (_promise.TrySetResult())
        {
            Answered();
        }
    }

    public override bool TryFail(Exception error)
    {
        if (!_promise.TrySetException(error))
        {
            return false;
        }

        Answered();
        return true;
    }

    protected override bool TryCancel(CancellationToken token) => _promise.TrySetCanceled(token);

    protected abstract ValueTask InvokeInner(object target);
}
