using Scew.Protocol;
using Scew.Protocol.Trees;
using Scew.Storage.Blobs;

namespace Scew.Storage.Writes;

/// <summary>Replaces the base.</summary>
internal static class BaseWriter
{
    internal static void Store(WriteContext context, StoredHead head, HistoryTree history)
    {
        Invariant.Require(
            history.Count == head.Height + 1 && history.Root == head.HistoryRoot && StateRoot.Of(head.TrieRoot, head.HistoryRoot) == head.State.StateRoot,
            "a base's roots are those of its height");
        context.Delete(Table.Base, "height >= 0");
        var state = head.State;
        context.Into(Table.Base).Add(state.Height).Add(state.Block).Add(state.Epoch).Add(head.View).Add(state.TimeMs).Add(state.StateRoot).Add(state.ResultsRoot)
            .Add(state.ResultCount).Add(head.TrieRoot).Add(head.HistoryRoot).Add(FrontierBlob.Encode(history)).Done();
    }
}
