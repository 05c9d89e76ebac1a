using System.Collections.Immutable;

namespace Scew.Client.Histories;

/// <summary>
/// What one merchant (<paramref name="Merchant"/>, its place in genesis) tells of an asset, the newest version first, each entry checked as far as it can be. <paramref name="Faults"/> are
/// sentences about what contradicts itself or what n-f merchants attest: an honest merchant has none. <paramref name="HasOlder"/>: there are more that were not asked for.
/// </summary>
public sealed record AssetHistory(
    int Merchant, ImmutableArray<HistoryEntry> Entries, ImmutableArray<HistoryGap> Gaps, ImmutableArray<string> Faults, long CompleteAbove, bool HasOlder)
{
    /// <summary>The merchant is found out: something is wrong, or versions are left out that it says it holds.</summary>
    public bool IsFalse => !Faults.IsEmpty || Gaps.Any(gap => !gap.IsPruned);

    /// <summary>True where some entry that no receipt proves was told by fewer than <paramref name="merchants"/>.</summary>
    public bool NeedsMore(int merchants) => Entries.Any(entry => entry.Proof != HistoryProof.Verified && entry.Merchants < merchants);

    /// <summary>The same, with another merchant's receipts where this one has none, and that merchant counted at every other entry that it tells alike and no receipt proves.</summary>
    public AssetHistory ToldAlsoBy(AssetHistory other)
    {
        var told = other.Entries.ToDictionary(entry => entry.Version);
        return this with
        {
            Entries =
            [
                .. Entries.Select(entry => entry.Proof == HistoryProof.Verified || !told.TryGetValue(entry.Version, out var same) || !entry.IsSame(same)
                    ? entry
                    : same.Proof == HistoryProof.Verified ? same : entry with { Merchants = entry.Merchants + 1 }),
            ],
        };
    }
}
