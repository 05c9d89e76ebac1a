using Scew.Protocol;

namespace Scew.Grains;

/// <summary>Callers who wait for one request each; any number may wait for the same one.</summary>
internal sealed class ReceiptWaiters
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Digest, Waiter> _waiters = [];

    /// <summary>Begins to wait; every call is paired with a <see cref="Leave"/>.</summary>
    public Task<ReceiptAnswer?> Enter(Digest id)
    {
        lock (_gate)
        {
            if (!_waiters.TryGetValue(id, out var waiter))
            {
                _waiters[id] = waiter = new Waiter();
            }
            waiter.Count++;
            return waiter.Done.Task;
        }
    }

    /// <summary>Ends a wait.</summary>
    public void Leave(Digest id)
    {
        lock (_gate)
        {
            if (_waiters.TryGetValue(id, out var waiter) && --waiter.Count == 0)
            {
                _waiters.Remove(id);
            }
        }
    }

    /// <summary>Wakes all who wait: with a refusal, or with null when the receipt can be built.</summary>
    public void Complete(Digest id, ReceiptAnswer? answer)
    {
        lock (_gate)
        {
            if (_waiters.TryGetValue(id, out var waiter))
            {
                waiter.Done.TrySetResult(answer);
            }
        }
    }

    private sealed class Waiter
    {
        public TaskCompletionSource<ReceiptAnswer?> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Count { get; set; }
    }
}
