using Scew.Protocol;
using Scew.Storage.Blobs;
using Scew.Storage.Sessions;

namespace Scew.Storage.Writes;

/// <summary>Requests that are to be remembered for long after their block, by id.</summary>
internal static class RecentWriter
{
    private const string Results = "SELECT height, time_ms, results FROM heights ORDER BY height";

    internal static void Store(WriteContext context, Digest id, long timeMs) => context.OnceInto(Table.Recent).Add(id).Add(timeMs).Done();

    /// <summary>Everything that has a result, in a database whose writer did not tell which of them are to be remembered for long.</summary>
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
