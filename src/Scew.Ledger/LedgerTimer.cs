namespace Scew.Ledger;

/// <summary>An armed timer of an asset; the order is that of firing: due time, asset, transition, names in ordinal order.</summary>
public readonly record struct LedgerTimer(long DueMs, string AssetId, string Transition) : IComparable<LedgerTimer>
{
    /// <inheritdoc/>
    public int CompareTo(LedgerTimer other)
    {
        if (DueMs != other.DueMs)
        {
            return DueMs.CompareTo(other.DueMs);
        }
        var byAsset = string.CompareOrdinal(AssetId, other.AssetId);
        return byAsset != 0 ? byAsset : string.CompareOrdinal(Transition, other.Transition);
    }
}
