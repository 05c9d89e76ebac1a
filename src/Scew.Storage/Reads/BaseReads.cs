using Scew.Protocol.Ordering;
using Scew.Protocol.Trees;
using Scew.Storage.Blobs;
using Scew.Storage.Sessions;

namespace Scew.Storage.Reads;

/// <summary>The base: where the stored chain begins.</summary>
internal static class BaseReads
{
    private const string Row =
        "SELECT height, block, epoch, view, time_ms, state_root, results_root, result_count, trie_root, history_root, frontier FROM base";

    internal static StoredBase? Find(StoreSession session) => session[Row].First(Read);

    /// <summary>A head from the columns height to history_root.</summary>
    internal static StoredHead Head(StoreStatement row)
    {
        var head = new StoredHead(
            new AttestedState(row.Int64(2), row.Int64(0), row.Digest(1), row.Int64(4), row.Digest(5), row.Digest(6), (int)row.Int64(7)),
            row.Int64(3),
            row.Digest(8),
            row.Digest(9));
        return StateRoot.Of(head.TrieRoot, head.HistoryRoot) == head.State.StateRoot
            ? head
            : throw new StoreException(StoreFault.Corrupt, $"The stored state root of height {head.Height} is not that of its two roots.");
    }

    private static StoredBase Read(StoreStatement row)
    {
        var head = Head(row);
        var history = FrontierBlob.Decode(row.Blob(10), head.Height);
        return history is not null && history.Root == head.HistoryRoot
            ? new StoredBase(head, history)
            : throw new StoreException(StoreFault.Corrupt, $"The stored history at the base height {head.Height} is not that of its root.");
    }
}
