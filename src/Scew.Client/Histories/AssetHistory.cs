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
}
