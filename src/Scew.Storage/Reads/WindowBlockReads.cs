using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Storage.Blobs;
using Scew.Storage.Sessions;

namespace Scew.Storage.Reads;

/// <summary>Blocks of the last windows that came with a state transfer, each checked against its hash.</summary>
internal static class WindowBlockReads
{
    private const string Columns = "SELECT hash, height, time_ms, block FROM window_blocks";
    private const string ByHash = Columns + " WHERE hash = ?";
    private const string All = Columns + " ORDER BY height";

    internal static BlockIds? Find(StoreSession session, Digest genesis, Digest hash) => session[ByHash].Add(hash).First(row => Decode(row, genesis));

    /// <summary>Reads all, one after the other.</summary>
    internal static void Check(StoreSession session, Digest genesis) => session[All].ForEach(row => Decode(row, genesis));

    private static BlockIds Decode(StoreStatement row, Digest genesis)
    {
        var hash = row.Digest(0);
        return BlockIdsBlob.Decode(row.Blob(3), genesis, hash) is { Header: var header } block && (header.Height, header.TimeMs) == (row.Int64(1), row.Int64(2))
            ? block
            : throw new StoreException(StoreFault.Corrupt, $"The stored block {hash} of the last windows is not what its hash says; the database was changed or damaged.");
    }
}
