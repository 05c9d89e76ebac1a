using System.Diagnostics.CodeAnalysis;
using Scew.Protocol;

namespace Scew.Client.Variables;

/// <summary>What opening the last records led to, by <see cref="Scew.Homomorphic.Envelopes.SealedOpening.NameOf"/>; the oldest goes first. Thread-safe.</summary>
/// <param name="maxKept">Most records.</param>
/// <param name="forget">Overwrites what is dropped.</param>
internal sealed class RecentRecords<T>(int maxKept, Action<T> forget) : IDisposable
    where T : class
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Digest, T> _kept = [];
    private readonly Queue<Digest> _order = new();
    private bool _isDisposed;

    /// <summary>Copies what is kept of a record, while nobody can drop it; false when nothing is.</summary>
    public bool TryFind<TCopy>(Digest record, Func<T, TCopy> copy, [MaybeNullWhen(false)] out TCopy found)
    {
        lock (_gate)
        {
            if (_kept.TryGetValue(record, out var kept))
            {
                found = copy(kept);
                return true;
            }
            found = default;
            return false;
        }
    }

    /// <summary>Takes something over; what is kept already stays.</summary>
    public void Keep(Digest record, T opened)
    {
        lock (_gate)
        {
            // Something may still be under way when the owner ends.
            if (_isDisposed || !_kept.TryAdd(record, opened))
            {
                forget(opened);
                return;
            }
            _order.Enqueue(record);
            if (_order.Count > maxKept && _kept.Remove(_order.Dequeue(), out var oldest))
            {
                forget(oldest);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            foreach (var opened in _kept.Values)
            {
                forget(opened);
            }
            _kept.Clear();
            _order.Clear();
        }
    }
}
