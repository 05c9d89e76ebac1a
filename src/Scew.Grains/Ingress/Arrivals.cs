using System.Collections.Immutable;
using Scew.Protocol;

namespace Scew.Grains;

/// <summary>Lets a block wait a moment for requests whose offer is still being checked.</summary>
internal sealed class Arrivals
{
    private readonly Lock _gate = new();
    private readonly List<Waiter> _waiters = [];
    private volatile int _count;

    public void Arrived(Digest id)
    {
        if (_count == 0)
        {
            return;
        }
        lock (_gate)
        {
            foreach (var waiter in _waiters)
            {
                if (waiter.Missing.Remove(id) && waiter.Missing.Count == 0)
                {
                    waiter.Done.TrySetResult();
                }
            }
        }
    }

    public async Task<bool> WaitAsync(ImmutableArray<Digest> ids, Func<Digest, bool> isHere, TimeSpan limit)
    {
        var waiter = new Waiter([.. ids]);
        lock (_gate)
        {
            _waiters.Add(waiter);
            _count = _waiters.Count;
            // What came between the caller's look and this registration would otherwise be waited for in vain.
            waiter.Missing.RemoveWhere(id => isHere(id));
            if (waiter.Missing.Count == 0)
            {
                waiter.Done.TrySetResult();
            }
        }
        try
        {
            await waiter.Done.Task.WaitAsync(limit);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        finally
        {
            lock (_gate)
            {
                _waiters.Remove(waiter);
                _count = _waiters.Count;
            }
        }
    }

    private sealed record Waiter(HashSet<Digest> Missing)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
