using Scew.Protocol.Ordering;
using Scew.Protocol.Trees;

namespace Scew.Ledger.Transfers;

/// <summary>
/// What a fetch begins with: the own executed head with its trie, the height above which an anchor is worth it, and for how long before the anchor's time requests
/// are remembered.
/// </summary>
public sealed record FetchStart(Group Group, int Self, LedgerHead Head, StateTrie Trie, long AboveHeight, long RememberedMs)
{
    /// <summary>Heights between two anchors that everybody retains; the same at every member.</summary>
    public long Interval { get; init; } = StateServer.Interval;

    /// <summary>The last number that an earlier fetch asked under: an answer that comes late must not look like a false one to this fetch.</summary>
    public int AskedUpTo { get; init; }
}
