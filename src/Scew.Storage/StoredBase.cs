using Scew.Protocol.Trees;

namespace Scew.Storage;

/// <summary>
/// Where a store begins after a state transfer or after pruning: blocks, heights and results at or below <paramref name="Head"/> may be missing.
/// <paramref name="History"/> is the tree over the hashes of blocks 0 to that height.
/// </summary>
public sealed record StoredBase(StoredHead Head, HistoryTree History)
{
    /// <summary>The base height.</summary>
    public long Height => Head.Height;
}
