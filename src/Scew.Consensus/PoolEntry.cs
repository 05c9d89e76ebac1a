namespace Scew.Consensus;

/// <summary>Where the offer of a request to one peer stands.</summary>
internal enum OfferState : byte
{
    /// <summary>Left to the member that brought it, for a while.</summary>
    None,

    /// <summary>Waits for room on the link.</summary>
    Queued,

    /// <summary>Sent, not answered.</summary>
    Offered,

    /// <summary>The peer has no room.</summary>
    Busy,

    /// <summary>The peer's present activation holds it.</summary>
    Held,

    /// <summary>The peer will never take it.</summary>
    Refused,
}

/// <summary>A request in the pool.</summary>
internal sealed class PoolEntry(RequestMeta meta, long window, int members)
{
    public RequestMeta Meta { get; } = meta;

    /// <summary>Wall time from which a block may hold it.</summary>
    public long ReadyAtMs { get; } = meta.ValidUntilMs - window;

    public OfferState[] Offers { get; } = new OfferState[members];

    /// <summary>Valid by the own clock.</summary>
    public bool Ready { get; set; }

    /// <summary>In a final block that is not executed yet.</summary>
    public bool InFinal { get; set; }

    /// <summary>Left the pool; queues drop it when they meet it.</summary>
    public bool Gone { get; set; }

    public LinkedListNode<PoolEntry>? InAccount { get; set; }

    public LinkedListNode<PoolEntry>? InArrival { get; set; }

    public AccountQueue? Account { get; set; }
}

/// <summary>One account's requests that one member brought, in order of arrival.</summary>
internal sealed class AccountQueue
{
    public LinkedList<PoolEntry> Entries { get; } = new();

    public LinkedListNode<AccountQueue>? InMember { get; set; }

    /// <summary>The last selection that took one of its requests.</summary>
    public long Selection { get; set; }
}
