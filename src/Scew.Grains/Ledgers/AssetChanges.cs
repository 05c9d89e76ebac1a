using System.Collections.Immutable;
using Scew.Ledger;
using Scew.Storage;

namespace Scew.Grains;

/// <summary>What a block did to assets, as the store keeps it: timers below place 0 in their order, then requests.</summary>
internal static class AssetChanges
{
    public static ImmutableArray<AssetChange> Of(BlockOutcome outcome)
    {
        var changes = ImmutableArray.CreateBuilder<AssetChange>();
        for (var i = 0; i < outcome.Fired.Length; i++)
        {
            var (assetId, transition, dueMs, taken, versions) = outcome.Fired[i];
            Add(i - outcome.Fired.Length, new ChangeTimer(assetId, transition, dueMs, taken), versions);
        }
        foreach (var executed in outcome.Results)
        {
            Add(executed.Index, null, executed.Versions);
        }
        return changes.DrainToImmutable();

        void Add(int place, ChangeTimer? timer, ImmutableArray<AssetVersion> versions)
        {
            foreach (var (id, version) in versions)
            {
                changes.Add(new AssetChange(id, version, outcome.Height, place, timer));
            }
        }
    }
}
