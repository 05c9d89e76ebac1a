namespace Scew.Grains;

/// <summary>Whether the era of this host is over: what fails from then on, because nothing of it is written any more, is no failure.</summary>
public sealed class EraEnd
{
    private readonly TaskCompletionSource _turned = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isBeingWritten;

    /// <summary>The store takes the next era right now, and with it the lease from whoever writes in this one a moment later.</summary>
    public bool IsBeingWritten => _isBeingWritten;

    /// <summary>Completes when the next era is on disk.</summary>
    public Task Turned => _turned.Task;

    /// <summary>Runs what puts the next era on disk.</summary>
    public async Task WriteAsync(Func<Task> write)
    {
        _isBeingWritten = true;
        try
        {
            await write();
            _turned.TrySetResult();
        }
        finally
        {
            _isBeingWritten = false;
        }
    }
}
