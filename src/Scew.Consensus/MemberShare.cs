using Scew.Protocol;

namespace Scew.Consensus;

/// <summary>The part of the pool that belongs to one bringing member: its accounts take turns.</summary>
internal sealed class MemberShare
{
    private readonly Dictionary<Account, AccountQueue> _accounts = [];
    private readonly LinkedList<AccountQueue> _turns = new();

    public int Count { get; private set; }

    public long Bytes { get; private set; }

    /// <summary>Room for one more of this account: a share of the member's share, less the more accounts there are.</summary>
    public bool HasRoom(in RequestMeta meta, int maxCount, long maxBytes)
    {
        if (Count >= maxCount || Bytes + meta.SizeBytes > maxBytes)
        {
            return false;
        }
        return !_accounts.TryGetValue(meta.Account, out var queue) || queue.Entries.Count < Math.Max(16, maxCount / (_accounts.Count + 1));
    }

    public void Add(PoolEntry entry)
    {
        if (!_accounts.TryGetValue(entry.Meta.Account, out var queue))
        {
            queue = new AccountQueue();
            queue.InMember = _turns.AddLast(queue);
            _accounts[entry.Meta.Account] = queue;
        }
        entry.Account = queue;
        entry.InAccount = queue.Entries.AddLast(entry);
        Count++;
        Bytes += entry.Meta.SizeBytes;
    }

    public void Remove(PoolEntry entry)
    {
        var queue = entry.Account!;
        queue.Entries.Remove(entry.InAccount!);
        if (queue.Entries.Count == 0)
        {
            _turns.Remove(queue.InMember!);
            _accounts.Remove(entry.Meta.Account);
        }
        Count--;
        Bytes -= entry.Meta.SizeBytes;
    }

    /// <summary>Walks the share in turns: one request of each account, then again.</summary>
    public Walk Start() => new(_turns);

    /// <summary>Those accounts come last next time.</summary>
    public static void Served(List<AccountQueue> queues)
    {
        foreach (var queue in queues)
        {
            if (queue.InMember is { List: { } turns } turn)
            {
                turns.Remove(turn);
                turns.AddLast(turn);
            }
        }
    }

    /// <summary>A walk over a share that is not changed meanwhile.</summary>
    public sealed class Walk(LinkedList<AccountQueue> turns)
    {
        private readonly Queue<LinkedListNode<PoolEntry>> _again = new();
        private LinkedListNode<AccountQueue>? _fresh = turns.First;

        /// <summary>The next request for which <paramref name="wanted"/> holds, or null at the end.</summary>
        public PoolEntry? Next(Func<PoolEntry, bool> wanted)
        {
            while (true)
            {
                LinkedListNode<PoolEntry>? at;
                if (_fresh is not null)
                {
                    at = _fresh.Value.Entries.First;
                    _fresh = _fresh.Next;
                }
                else if (!_again.TryDequeue(out at))
                {
                    return null;
                }
                while (at is not null && !wanted(at.Value))
                {
                    at = at.Next;
                }
                if (at is null)
                {
                    continue;
                }
                if (at.Next is { } next)
                {
                    _again.Enqueue(next);
                }
                return at.Value;
            }
        }
    }
}
