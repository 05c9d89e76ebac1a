using Scew.Protocol;
using Scew.Storage.Blobs;
using Scew.Storage.Sessions;

namespace Scew.Storage.Writes;

/// <summary>Requests that are to be remembered for long after their block, by id.</summary>
internal static class RecentWriter
{
    // No window is longer than seven days, and nothing is remembered for longer than two windows.
    private const string Results = "SELECT height, time_ms, results FROM heights WHERE time_ms > (SELECT max(time_ms) FROM heights) - 14 * 86400000 ORDER BY height";

    internal static void Store(WriteContext context, Digest id, long timeMs) => context.OnceInto(Table.Recent).Add(id).Add(timeMs).Done();

    /// <summary>Everything that has a result and may still have to be remembered, in a database whose writer did not tell which of them are to be remembered for long.</summary>
    internal static void TakeAll(StoreSession session, StoreIdentity identity)
    {
        var executed = session[Results].All(row => (TimeMs: row.Int64(1), Ids: ResultsBlob.Decode(row.Blob(2), row.Int64(0)).Select(result => result.RequestId).ToArray()));
        var context = new WriteContext(session, ControlRow.LoadForWrite(session, identity), identity);
        foreach (var (timeMs, ids) in executed)
        {
            foreach (var id in ids)
            {
                Store(context, id, timeMs);
            }
        }
        context.Control.Save(session);
    }
}
