using System.Collections.Immutable;
using Scew.Protocol.Registers;
using Scew.Storage.Blobs;
using Scew.Storage.Sessions;

namespace Scew.Storage.Reads;

/// <summary>Versions of assets and what made them.</summary>
internal static class ChangeReads
{
    private const string Columns = "SELECT asset, version, height, place, timer FROM changes WHERE ";
    private const string Page = Columns + "asset = ? AND version < ? ORDER BY version DESC LIMIT ?";
    private const string ByHeight = Columns + "height = ? AND version > 0 ORDER BY place, asset, version";
    private const string Older = "SELECT coalesce(max(height), 0) FROM changes WHERE asset = ''";

    internal static AssetHistory Of(StoreSession session, string assetId, long belowVersion, int limit)
    {
        var changes = session[Page].Add(assetId).Add(belowVersion).Add(limit).All(Read);
        var complete = Math.Max(session[Older].First(row => row.Int64(0)), BaseReads.Find(session)?.Height ?? 0);
        RequireUnbroken(session, assetId, belowVersion, changes, complete);
        return new AssetHistory([.. changes], complete, HeightReads.Head(session)?.Height ?? 0);
    }

    internal static ImmutableArray<AssetChange> At(StoreSession session, long height) => [.. session[ByHeight].Add(height).All(Read)];

    /// <summary>Versions have no gap above what is complete, up to that of the register; a row that was removed by hand shows.</summary>
    private static void RequireUnbroken(StoreSession session, string assetId, long belowVersion, List<AssetChange> changes, long complete)
    {
        if (changes.Count == 0)
        {
            return;
        }
        var register = RegisterReads.Find(session, new RegisterKey(RegisterKind.Asset, assetId));
        var next = register is null ? changes[0].Version + 1 : Math.Min(register.Version + 1, belowVersion);
        foreach (var change in changes)
        {
            if (change.Version >= next || (change.Version != next - 1 && (change.Height > complete || complete == 0)))
            {
                throw new StoreException(StoreFault.Corrupt, $"Versions of '{assetId}' between {change.Version} and {next} are missing; the database was changed or damaged.");
            }
            next = change.Version;
        }
    }

    private static AssetChange Read(StoreStatement row)
    {
        var (id, height) = (row.Text(0), row.Int64(2));
        var change = new AssetChange(id, row.Int64(1), height, (int)row.Int64(3), TimerBlob.Decode(row.Blob(4), id, height));
        return change.Place < 0 == change.Timer is not null
            ? change
            : throw new StoreException(StoreFault.Corrupt, $"Version {change.Version} of '{id}' is not stored as it was written; the database was changed or damaged.");
    }
}
