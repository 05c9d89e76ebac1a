using Scew.Protocol;

namespace Scew.Ledger;

/// <summary>
/// Ids of executed requests, each until one window after its end of validity; after that end no block can hold the request. When exactly an id goes does
/// not change any result.
/// </summary>
internal sealed class ExecutedIds
{
    private const long BucketMs = 1000;

    private readonly HashSet<Digest> _ids = [];
    private readonly SortedDictionary<long, List<Digest>> _buckets = [];

    public int Count => _ids.Count;

    public bool Contains(Digest id) => _ids.Contains(id);

    public bool Add(Digest id, long rememberUntilMs)
    {
        if (!_ids.Add(id))
        {
            return false;
        }
        var bucket = rememberUntilMs / BucketMs + 1;
        if (!_buckets.TryGetValue(bucket, out var ids))
        {
            _buckets.Add(bucket, ids = []);
        }
        ids.Add(id);
        return true;
    }

    /// <summary>Forgets what need not be remembered at <paramref name="timeMs"/>.</summary>
    public void Forget(long timeMs)
    {
        while (_buckets.Count > 0)
        {
            var (bucket, ids) = _buckets.First();
            if (bucket * BucketMs > timeMs)
            {
                return;
            }
            foreach (var id in ids)
            {
                _ids.Remove(id);
            }
            _buckets.Remove(bucket);
        }
    }
}
