using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Storage.Blobs;
using Scew.Storage.Sessions;

namespace Scew.Storage.Writes;

/// <summary>The versions that assets reached, each with what made it.</summary>
internal static class ChangeWriter
{
    /// <summary>Those of all heights of one applied set, in the table's order, which touches each of its pages once.</summary>
    internal static void Store(WriteContext context, ImmutableArray<AppliedHeight> heights)
    {
        var changes = new List<AssetChange>();
        foreach (var height in heights)
        {
            foreach (var change in height.Changes)
            {
                Invariant.Require(change.AssetId.Length > 0 && change.Version > 0, "a change names an asset and its version");
                Invariant.Require(change.Height == height.State.Height && change.Place < height.Results.Length, "a change was made by a result of its height");
                Invariant.Require(change.Place < 0 == change.Timer is not null, "what no request did, a timer did");
                changes.Add(change);
            }
        }
        changes.Sort(static (left, right) => string.CompareOrdinal(left.AssetId, right.AssetId) is var order and not 0 ? order : left.Version.CompareTo(right.Version));
        foreach (var change in changes)
        {
            Store(context, change);
        }
    }

    /// <summary>An older program kept nothing of what it applied: from here on nothing is missing.</summary>
    internal static void MarkOlder(StoreSession session, StoreIdentity identity)
    {
        var context = new WriteContext(session, ControlRow.LoadForWrite(session, identity), identity);
        if (context.Control.Applied > 0)
        {
            Store(context, new AssetChange(string.Empty, 0, context.Control.Applied, 0, null));
        }
        context.Control.Save(session);
    }

    private static void Store(WriteContext context, AssetChange change) =>
        context.Into(Table.Changes).Add(change.AssetId).Add(change.Version).Add(change.Height).Add(change.Place).Add(TimerBlob.Encode(change)).Done();
}
