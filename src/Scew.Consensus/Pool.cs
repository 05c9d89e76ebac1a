using System.Collections.Immutable;
using Scew.Protocol;

namespace Scew.Consensus;

/// <summary>
/// Requests that wait for a block: shared first by the member that brought them (1/n each), then by account. Nothing here looks at all of them per event.
/// </summary>
internal sealed class Pool(ReplicaConfig config)
{
    private readonly Dictionary<Digest, PoolEntry> _entries = [];
    private readonly LinkedList<PoolEntry> _arrival = new();
    private readonly MemberShare[] _shares = [.. Enumerable.Range(0, config.Group.Size).Select(static _ => new MemberShare())];
    private PriorityQueue<PoolEntry, long> _expiry = new();
    private long _selection;
    private readonly PriorityQueue<PoolEntry, long> _future = new();

    /// <summary>Valid requests that no final block holds.</summary>
    public int Pending { get; private set; }

    /// <summary>Rises with every request that could go into a block and could not before.</summary>
    public long Version { get; private set; }

    public int Count => _entries.Count;

    /// <summary>In order of arrival.</summary>
    public LinkedList<PoolEntry> Arrival => _arrival;

    public PoolEntry? Find(Digest id) => _entries.GetValueOrDefault(id);

    public long WindowMs(in RequestMeta meta) => meta.SeveralSigners ? config.LongWindowMs : config.WindowMs;

    /// <summary>Takes a request, or null when its shares are full.</summary>
    public PoolEntry? Add(in RequestMeta meta, long wallMs, bool inFinal)
    {
        var share = _shares[meta.BroughtBy];
        var members = config.Group.Size;
        if (!share.HasRoom(meta, config.MaxPoolRequests / members, config.MaxPoolBytes / members))
        {
            return null;
        }
        var entry = new PoolEntry(meta, WindowMs(meta), members) { InFinal = inFinal };
        _entries[meta.Id] = entry;
        entry.InArrival = _arrival.AddLast(entry);
        share.Add(entry);
        _expiry.Enqueue(entry, meta.ValidUntilMs);
        if (entry.ReadyAtMs <= wallMs)
        {
            MakeReady(entry);
        }
        else
        {
            _future.Enqueue(entry, entry.ReadyAtMs);
        }
        return entry;
    }

    public void Remove(PoolEntry entry)
    {
        if (entry.Gone)
        {
            return;
        }
        entry.Gone = true;
        _entries.Remove(entry.Meta.Id);
        _arrival.Remove(entry.InArrival!);
        _shares[entry.Meta.BroughtBy].Remove(entry);
        Pending -= entry.Ready && !entry.InFinal ? 1 : 0;
        if (_expiry.Count > 2 * _entries.Count + 1024)
        {
            _expiry = new PriorityQueue<PoolEntry, long>(_arrival.Select(static live => (live, live.Meta.ValidUntilMs)));
        }
    }

    /// <summary>A final block holds it: it is no work any more.</summary>
    public void MarkFinal(Digest id)
    {
        if (_entries.TryGetValue(id, out var entry) && !entry.InFinal)
        {
            entry.InFinal = true;
            Pending -= entry.Ready ? 1 : 0;
        }
    }

    /// <summary>Lets requests become valid and drops the expired; gives the dropped.</summary>
    public ImmutableArray<Digest> Advance(long wallMs, long chainTimeMs)
    {
        while (_future.TryPeek(out var entry, out var readyAt) && (entry.Gone || readyAt <= wallMs))
        {
            _future.Dequeue();
            if (!entry.Gone)
            {
                MakeReady(entry);
            }
        }
        var time = Math.Max(wallMs, chainTimeMs);
        if (!_expiry.TryPeek(out var oldest, out var until) || (!oldest.Gone && until > time))
        {
            return [];
        }
        var dropped = ImmutableArray.CreateBuilder<Digest>();
        while (_expiry.TryPeek(out var entry, out var validUntil) && (entry.Gone || validUntil <= time))
        {
            _expiry.Dequeue();
            if (!entry.Gone && !entry.InFinal)
            {
                Remove(entry);
                dropped.Add(entry.Meta.Id);
            }
        }
        return dropped.ToImmutable();
    }

    /// <summary>Wall time of the next change by time alone.</summary>
    public long NextChangeMs()
    {
        var next = _expiry.TryPeek(out _, out var until) ? until : long.MaxValue;
        return _future.TryPeek(out _, out var ready) ? Math.Min(next, ready) : next;
    }

    /// <summary>
    /// What goes into a block of this time: members take turns from <paramref name="firstMember"/> on, within a member its accounts.
    /// <paramref name="included"/> tells what an unexecuted ancestor holds.
    /// </summary>
    public ImmutableArray<Digest> Select(long timeMs, int firstMember, Func<Digest, bool> included)
    {
        var ids = ImmutableArray.CreateBuilder<Digest>();
        long bytes = 0;
        long cost = 0;
        var walks = new MemberShare.Walk?[_shares.Length];
        var served = new List<AccountQueue>();
        _selection++;
        var registers = new int[_shares.Length];
        for (var member = 0; member < walks.Length; member++)
        {
            walks[member] = _shares[member].Count > 0 ? _shares[member].Start() : null;
        }
        bool Wanted(PoolEntry entry) =>
            entry.Ready && !entry.InFinal && timeMs < entry.Meta.ValidUntilMs && entry.ReadyAtMs <= timeMs && !included(entry.Meta.Id);
        for (var left = walks.Count(static walk => walk is not null); left > 0;)
        {
            for (var turn = 0; turn < walks.Length && ids.Count < config.MaxBlockRequests; turn++)
            {
                var member = (firstMember + turn) % walks.Length;
                if (walks[member] is not { } walk)
                {
                    continue;
                }
                var entry = walk.Next(Wanted);
                if (entry is null
                    || bytes + entry.Meta.SizeBytes > config.MaxBlockBytes
                    || cost + entry.Meta.Cost > config.MaxBlockCost)
                {
                    walks[member] = null;
                    left--;
                    continue;
                }
                if (entry.Meta.NewRegisters > 0 && registers[member] > 0 && registers[member] + entry.Meta.NewRegisters > config.MaxNewRegisters / walks.Length)
                {
                    // It waits for a later block; what makes nothing new goes on. One above the whole share goes first of its member's, or it would never go.
                    continue;
                }
                ids.Add(entry.Meta.Id);
                bytes += entry.Meta.SizeBytes;
                cost += entry.Meta.Cost;
                registers[member] += entry.Meta.NewRegisters;
                if (entry.Account!.Selection != _selection)
                {
                    entry.Account.Selection = _selection;
                    served.Add(entry.Account);
                }
            }
            if (ids.Count >= config.MaxBlockRequests)
            {
                break;
            }
        }
        MemberShare.Served(served);
        return ids.ToImmutable();
    }

    private void MakeReady(PoolEntry entry)
    {
        entry.Ready = true;
        Pending += entry.InFinal ? 0 : 1;
        Version++;
    }
}
