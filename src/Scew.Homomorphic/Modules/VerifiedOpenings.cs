using Scew.Protocol;

namespace Scew.Homomorphic.Modules;

/// <summary>
/// Names of openings (n, c, m, r) that held, so that their exponentiation is not repeated. Holds hashes of what verified and nothing else: neither plaintexts
/// nor refusals. Answers are the same with it cold, warm or off; the oldest names go first. Safe for several threads.
/// </summary>
/// <param name="capacity">Most names; some 100 bytes each. 0 keeps none.</param>
public sealed class VerifiedOpenings(int capacity = 65_536)
{
    private readonly Lock _lock = new();
    private readonly HashSet<Digest> _names = [];
    private readonly Queue<Digest> _order = new();

    /// <summary>Names held at present.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _names.Count;
            }
        }
    }

    internal bool Contains(Digest name)
    {
        lock (_lock)
        {
            return _names.Contains(name);
        }
    }

    internal void Add(Digest name)
    {
        lock (_lock)
        {
            if (capacity == 0 || !_names.Add(name))
            {
                return;
            }
            _order.Enqueue(name);
            if (_order.Count > capacity)
            {
                _names.Remove(_order.Dequeue());
            }
        }
    }
}
