using Scew.Homomorphic.Additive;
using Scew.Homomorphic.Envelopes;
using Scew.Protocol;

namespace Scew.Client.Variables;

/// <summary>Openings of records that were delegated lately: each took two exponentiations, and a range asks for a hundred again and again. Overwritten when forgotten. Thread-safe.</summary>
internal sealed class KnownOpenings : IDisposable
{
    // Half a kibibyte each, or three quarters.
    private const int MaxKept = 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<Digest, AdditiveOpening> _openings = [];
    private readonly Queue<Digest> _order = new();

    /// <summary>A copy of the opening of that record, which the caller disposes; null when it is not kept.</summary>
    public SealedOpening? Find(Digest record, string id)
    {
        lock (_gate)
        {
            return _openings.TryGetValue(record, out var kept) ? new SealedOpening(id, record, new AdditiveOpening(kept.Residue, kept.Root)) : null;
        }
    }

    /// <summary>Keeps a copy.</summary>
    public void Keep(SealedOpening opening)
    {
        lock (_gate)
        {
            var copy = new AdditiveOpening(opening.Opening.Residue, opening.Opening.Root);
            if (!_openings.TryAdd(opening.Record, copy))
            {
                copy.Dispose();
                return;
            }
            _order.Enqueue(opening.Record);
            if (_order.Count > MaxKept && _openings.Remove(_order.Dequeue(), out var oldest))
            {
                oldest.Dispose();
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var opening in _openings.Values)
            {
                opening.Dispose();
            }
            _openings.Clear();
            _order.Clear();
        }
    }
}
