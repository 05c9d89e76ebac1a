namespace Scew.Storage.Writes;

/// <summary>One caller's write, run inside a transaction that it may share with others.</summary>
internal abstract class WriteOperation
{
    private readonly TaskCompletionSource<long> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private StoreException? _refusal;
    private long _value;

    /// <summary>Completes when the transaction is on disk, and the witness file where the counter rose.</summary>
    internal Task<long> Done => _done.Task;

    /// <summary>A replica waits for it before it speaks.</summary>
    internal virtual bool Urgent => false;

    /// <summary>It changes nothing: where nothing else shares its transaction, nothing is written.</summary>
    internal virtual bool IsRead => false;

    /// <summary>The crash point before its commit.</summary>
    internal virtual string CrashName => Urgent ? "safety-before-commit" : "apply-before-commit";

    /// <summary>Runs the statements and remembers the answer.</summary>
    internal void RunIn(WriteContext context)
    {
        try
        {
            _value = Run(context);
        }
        catch (StoreException refusal) when (refusal.Fault == StoreFault.LeaseLost)
        {
            _refusal = refusal;
        }
    }

    /// <summary>The commit is on disk.</summary>
    internal void Complete()
    {
        if (_refusal is not null)
        {
            _done.SetException(_refusal);
            return;
        }
        _done.SetResult(_value);
    }

    /// <summary>Nothing of it is on disk as far as anybody may rely on it.</summary>
    internal void Fail(Exception error) => _done.SetException(error);

    /// <summary>
    /// The statements. Throws <see cref="StoreFault.LeaseLost"/> only before it has written anything; any other throw fails the transaction and breaks the store.
    /// </summary>
    protected abstract long Run(WriteContext context);
}
