namespace Orleans.Embedded;

/// <summary>The call that opens a stream: never sent itself, but holds the arguments for the first pull. The generated subclass invokes the method.</summary>
internal abstract class StreamRequest<TItem> : Call
{
    private CancellationToken _token;

    public override bool IsCompleted => false;

    public override CancellationToken GetCancellationToken() => _token;

    public IAsyncEnumerator<TItem> Open(object grain, CancellationToken token)
    {
        _token = token;
        return InvokeInner(grain).GetAsyncEnumerator(token);
    }

    public override Task ExecuteAsync(Activation target) => throw new InvalidOperationException("A stream is opened by its first pull.");

    public override Task<object?> InvokeBoxedAsync(object instance) => throw new InvalidOperationException("A stream is opened by its first pull.");

    public override bool TryFail(Exception error) => false;

    protected override bool TryCancel(CancellationToken token) => false;

    protected abstract IAsyncEnumerable<TItem> InvokeInner(object target);
}
