using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Scew.Protocol;
using Scew.Protocol.Ordering;
using Scew.Protocol.Requests;

namespace Scew.Grains;

/// <summary>
/// Checked requests by id: pooled ones, those in blocks not executed yet, and those of the last heights, for peers that ask. Holds only what verified, so an id
/// found here never needs its signatures checked again.
/// </summary>
public sealed class RequestBook(TimeProvider time)
{
    /// <summary>Most requests held beside those that peers bring unasked; beyond, new ones are not kept and count as missing.</summary>
    public const int Capacity = 200_000;

    /// <summary>
    /// Requests held of one peer's bringing that no pool took: those of the largest block. They have their own room: small ones of a few lying peers must not take that of
    /// everybody else.
    /// </summary>
    public const int CapacityPerPeer = Block.MaxRequests;

    /// <summary>
    /// Bytes of the same; beyond, its oldest go. Keys are free, so a lying peer can sign as many requests as it
    /// likes: it pushes out only its own, never what the pool holds, and blocks under way hold theirs in <see cref="BlockDesk"/>.
    /// </summary>
    public const long CapacityPerPeerBytes = 64L * 1024 * 1024;

    /// <summary>Executed heights whose requests stay in memory.</summary>
    public const int KeptHeights = 32;

    /// <summary>How long an expired request's bytes stay.</summary>
    public static readonly TimeSpan KeptAfterExpiry = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<Digest, SignedRequest> _requests = new();
    private readonly Queue<ImmutableArray<Digest>> _executed = new();
    private readonly Queue<(long At, ImmutableArray<Digest> Ids)> _expired = new();
    private readonly ConcurrentDictionary<Digest, byte> _pinned = new();
    private readonly ConcurrentDictionary<int, Brought> _ofPeers = new();
    private readonly Arrivals _arrivals = new();
    private int _count;
    private int _brought;

    /// <summary>Adds checked requests; false when there is no room.</summary>
    public bool Add(SignedRequest request)
    {
        if (_requests.ContainsKey(request.Id))
        {
            return true;
        }
        if (Volatile.Read(ref _count) - Volatile.Read(ref _brought) >= Capacity)
        {
            return false;
        }
        Keep(request);
        return true;
    }

    /// <summary>Adds a checked request that a peer sent beside a block or an answer.</summary>
    public bool AddFrom(int peer, SignedRequest request)
    {
        if (_requests.ContainsKey(request.Id))
        {
            return true;
        }
        var brought = _ofPeers.GetOrAdd(peer, static _ => new Brought());
        lock (brought)
        {
            brought.Queue.Enqueue((request.Id, request.Wire.Length));
            brought.SizeBytes += request.Wire.Length;
            Interlocked.Increment(ref _brought);
            while ((brought.SizeBytes > CapacityPerPeerBytes || brought.Queue.Count > CapacityPerPeer) && brought.Queue.TryDequeue(out var oldest))
            {
                brought.SizeBytes -= oldest.SizeBytes;
                Interlocked.Decrement(ref _brought);
                if (!_pinned.ContainsKey(oldest.Id))
                {
                    Remove([oldest.Id]);
                }
            }
        }
        Keep(request);
        return true;
    }

    /// <summary>Adds a checked request that goes to the pool: it stays until it is executed, expired, or refused there.</summary>
    public bool AddPinned(SignedRequest request)
    {
        if (!Add(request))
        {
            return false;
        }
        _pinned.TryAdd(request.Id, 0);
        return true;
    }

    /// <summary>Wire bytes of what a pool holds: what the next era is told of again.</summary>
    public ImmutableArray<byte[]> Pinned() => Bodies(_pinned.Keys);

    /// <summary>True for what a pool here took and no block that was executed some heights ago held.</summary>
    public bool IsPinned(Digest id) => _pinned.ContainsKey(id);

    /// <summary>Finds a request.</summary>
    public bool TryGet(Digest id, [MaybeNullWhen(false)] out SignedRequest request) => _requests.TryGetValue(id, out request);

    /// <summary>The ids that are not here, in order.</summary>
    public ImmutableArray<Digest> Missing(ImmutableArray<Digest> ids)
    {
        ImmutableArray<Digest>.Builder? missing = null;
        foreach (var id in ids)
        {
            if (!_requests.ContainsKey(id))
            {
                (missing ??= ImmutableArray.CreateBuilder<Digest>()).Add(id);
            }
        }
        return missing?.ToImmutable() ?? [];
    }

    /// <summary>Waits until all of these are here; false when <paramref name="limit"/> passes first.</summary>
    public Task<bool> WaitAsync(ImmutableArray<Digest> ids, TimeSpan limit) => _arrivals.WaitAsync(ids, id => _requests.ContainsKey(id), limit);

    /// <summary>Wire bytes of the requests that are here, in order.</summary>
    public ImmutableArray<byte[]> Bodies(IEnumerable<Digest> ids)
    {
        var bodies = ImmutableArray.CreateBuilder<byte[]>();
        foreach (var id in ids)
        {
            if (_requests.TryGetValue(id, out var request))
            {
                bodies.Add(request.WireArray());
            }
        }
        return bodies.ToImmutable();
    }

    /// <summary>A block with these requests was executed; they stay for <see cref="KeptHeights"/> more heights.</summary>
    public void Executed(ImmutableArray<Digest> ids)
    {
        lock (_executed)
        {
            _executed.Enqueue(ids);
            while (_executed.Count > KeptHeights)
            {
                Remove(_executed.Dequeue());
            }
        }
    }

    /// <summary>
    /// These expired in the pool. A block that names one may still become final late, so their bytes stay for <see cref="KeptAfterExpiry"/>.
    /// </summary>
    public void Expired(ImmutableArray<Digest> ids)
    {
        lock (_expired)
        {
            var now = time.GetTimestamp();
            _expired.Enqueue((now, ids));
            while (_expired.TryPeek(out var first) && time.GetElapsedTime(first.At, now) > KeptAfterExpiry)
            {
                Remove(_expired.Dequeue().Ids);
            }
        }
    }

    /// <summary>Forgets requests that no pool took.</summary>
    public void Remove(ImmutableArray<Digest> ids)
    {
        foreach (var id in ids)
        {
            _pinned.TryRemove(id, out _);
            if (_requests.TryRemove(id, out _))
            {
                Interlocked.Decrement(ref _count);
            }
        }
    }

    private void Keep(SignedRequest request)
    {
        if (_requests.TryAdd(request.Id, request))
        {
            Interlocked.Increment(ref _count);
            _arrivals.Arrived(request.Id);
        }
    }

    private sealed class Brought
    {
        public Queue<(Digest Id, int SizeBytes)> Queue { get; } = new();

        public long SizeBytes { get; set; }
    }
}
