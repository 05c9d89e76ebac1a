namespace Scew.Grains;

/// <summary>The highest certified height, and waiting for one.</summary>
public sealed class CertifiedSignal
{
    private readonly Lock _gate = new();
    private readonly List<(long Height, TaskCompletionSource Done)> _waiting = [];

    /// <summary>Highest height with n-f attestations, 0 before the first.</summary>
    public long Height { get; private set; }

    /// <summary>A height is certified.</summary>
    public void Reached(long height)
    {
        lock (_gate)
        {
            Height = Math.Max(Height, height);
            foreach (var (_, done) in _waiting.Where(w => w.Height <= Height))
            {
                done.TrySetResult();
            }
            _waiting.RemoveAll(w => w.Height <= Height);
        }
    }

    /// <summary>Completes once <paramref name="height"/> is certified.</summary>
    public async Task WaitAsync(long height, CancellationToken cancel)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (height <= Height)
            {
                return;
            }
            _waiting.Add((height, done));
        }
        try
        {
            await done.Task.WaitAsync(cancel);
        }
        finally
        {
            lock (_gate)
            {
                _waiting.Remove((height, done));
            }
        }
    }
}
