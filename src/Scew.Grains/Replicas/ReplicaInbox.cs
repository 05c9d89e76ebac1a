using System.Collections.Concurrent;
using System.Collections.Immutable;
using Scew.Consensus;
using Scew.Protocol.Ordering;

namespace Scew.Grains;

/// <summary>
/// Events for the replica grain, from links, edge and finished effects, in order of arrival. Handing them over in memory keeps the hot path free of copies; a
/// grain call only wakes the grain, and one call is under way at a time.
/// </summary>
public sealed class ReplicaInbox
{
    private readonly ConcurrentQueue<ReplicaEvent> _events = new();
    private readonly int[] _ofPeer = new int[Certificate.MaxMembers];
    private Action? _wake;
    private int _waking;

    /// <summary>Called by the grain's activation: how to wake it. Null while there is none.</summary>
    public void Attach(Action? wake)
    {
        _wake = wake;
        // Behind its full fence: whoever posts after the look there sees the new way to wake.
        LeaveRest();
    }

    /// <summary>Events that wait.</summary>
    public int Count => _events.Count;

    /// <summary>Of these, what a peer's link brought.</summary>
    public int CountOf(int peer) => Volatile.Read(ref _ofPeer[peer]);

    /// <summary>Adds an event and wakes the grain.</summary>
    public void Post(ReplicaEvent happened)
    {
        if (PeerOf(happened) is { } peer)
        {
            Interlocked.Increment(ref _ofPeer[peer]);
        }
        _events.Enqueue(happened);
        Wake();
    }

    /// <summary>Adds an event from within a drain, which takes it.</summary>
    public void Follow(ReplicaEvent happened) => _events.Enqueue(happened);

    /// <summary>The grain begins a drain: until its end nobody needs to wake it.</summary>
    public void BeginDrain() => Interlocked.Exchange(ref _waking, 1);

    /// <summary>The drain found nothing more. False when something came in between, which this drain takes too; otherwise posts wake the grain again.</summary>
    public bool EndDrain()
    {
        Interlocked.Exchange(ref _waking, 0);
        return _events.IsEmpty || Interlocked.Exchange(ref _waking, 1) != 0;
    }

    /// <summary>The drain leaves what is left to another one, which it asks for.</summary>
    public void LeaveRest()
    {
        Interlocked.Exchange(ref _waking, 0);
        if (!_events.IsEmpty)
        {
            Wake();
        }
    }

    /// <summary>
    /// Takes the next event; requests of own clients that arrived one after the other come out as one event, so that one offer carries them all.
    /// </summary>
    public ReplicaEvent? Take()
    {
        if (!_events.TryDequeue(out var first))
        {
            return null;
        }
        if (PeerOf(first) is { } peer)
        {
            Interlocked.Decrement(ref _ofPeer[peer]);
        }
        if (first is not RequestsArrived { OfferedBy: null } arrived)
        {
            return first;
        }
        ImmutableArray<RequestMeta>.Builder? joined = null;
        while (_events.TryPeek(out var next) && next is RequestsArrived { OfferedBy: null } && _events.TryDequeue(out next))
        {
            joined ??= arrived.Requests.ToBuilder();
            joined.AddRange(((RequestsArrived)next).Requests);
        }
        return joined is null ? first : new RequestsArrived(null, joined.ToImmutable());
    }

    private static int? PeerOf(ReplicaEvent happened) => happened switch
    {
        Received received => received.From,
        RequestsArrived arrived => arrived.OfferedBy,
        BodiesStored stored => stored.BroughtBy,
        _ => null,
    };

    private void Wake()
    {
        if (_wake is { } wake && Interlocked.Exchange(ref _waking, 1) == 0)
        {
            wake();
        }
    }
}
