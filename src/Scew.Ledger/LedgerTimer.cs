namespace Scew.Ledger;

/// <summary>
/// An armed timer of an asset; the order is that of firing: rank, due time, asset, transition, names in ordinal order. The rank is how often time acted on the asset since somebody
/// signed a step of it, and how many of its timers are due before: so those who pay for one firing come before those who have had theirs, and nobody delays the first timers of
/// others without paying for as many.
/// </summary>
public readonly record struct LedgerTimer(int Rank, long DueMs, string AssetId, string Transition) : IComparable<LedgerTimer>
{
    /// <inheritdoc/>
    public int CompareTo(LedgerTimer other)
    {
        if (Rank != other.Rank)
        {
            return Rank.CompareTo(other.Rank);
        }
        if (DueMs != other.DueMs)
        {
            return DueMs.CompareTo(other.DueMs);
        }
        var byAsset = string.CompareOrdinal(AssetId, other.AssetId);
        return byAsset != 0 ? byAsset : string.CompareOrdinal(Transition, other.Transition);
    }
}
