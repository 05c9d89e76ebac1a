namespace Orleans.Embedded;

/// <summary>A call with a result. The generated subclass holds the arguments and invokes the method.</summary>
internal abstract class ResultCall<TResult> : Call
{
    private readonly TaskCompletionSource<TResult> _promise = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<TResult> Task => _promise.Task;

    public override bool IsCompleted => _promise.Task.IsCompleted;

    /// <summary>Whether caller and callee may share the result because the method's return value is marked so.</summary>
    protected virtual bool SharesResult => false;

    public override async Task ExecuteAsync(Activation target)
    {
        TResult result;
        try
        {
            target.EnterCall(this);
            result = target.HasFilters
                ? await IncomingCallContext.RunAsync(this, target) is { } boxed ? (TResult)boxed : default!
                : await InvokeInner(target.GrainInstance!);
            if (!SharesResult)
            {
                result = Copying<TResult>.Copy(result);
            }
        }
        catch (Exception error)
        {
            target.Finished(this, error);
            TryFail(error);
            return;
        }

        target.Finished(this, null);
        Complete(result);
    }

    public override async Task<object?> InvokeBoxedAsync(object instance) => await InvokeInner(instance);

    public void Complete(TResult result)
    {
        if (_promise.TrySetResult(result))
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

    protected abstract ValueTask<TResult> InvokeInner(object target);
}
