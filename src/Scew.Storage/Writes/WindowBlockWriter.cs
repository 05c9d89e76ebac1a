using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Storage.Blobs;

namespace Scew.Storage.Writes;

/// <summary>
/// Blocks of the last windows that a state transfer brought. Whoever serves a state has the chain from its block down to the first block outside its windows, in blocks and in these rows: a
/// member that takes it over from here alone finds all of it.
/// </summary>
internal static class WindowBlockWriter
{
    /// <summary>Of one statement's rows: what is deferred and what is removed lies in memory.</summary>
    private const int MostRows = 256;

    private const long MostBytes = 4 << 20;
    private const string Outside = "SELECT coalesce(max(height), 0) FROM window_blocks WHERE time_ms <= ?";

    /// <summary>
    /// Stores what an install brings, linked downwards from its block; rows of an older install below it stay as they are where the windows reach them. The newest of those up to
    /// <paramref name="beforeMs"/> stays too: by that one it shows that there are no more.
    /// </summary>
    internal static void Store(WriteContext context, Digest from, long height, ImmutableArray<BlockIds> blocks, long beforeMs)
    {
        long bytes = 0;
        foreach (var block in blocks)
        {
            Invariant.Require(block.Header.Height == height && block.Hash(context.Identity.Genesis) == from, "the blocks of an install hang on its own block");
            var encoded = BlockIdsBlob.Encode(block);
            context.OnceInto(Table.WindowBlocks).Add(height).Add(from).Add(block.Header.TimeMs).AddCovered(encoded).Done();
            (from, height, bytes) = (block.Header.Parent, height - 1, bytes + encoded.Length);
            if (bytes > MostBytes)
            {
                context.Session.Flush();
                bytes = 0;
            }
        }
        var outside = context.Session[Outside].Add(beforeMs).First(row => row.Int64(0));
        while (RemoveSome(context, outside - 1))
        {
        }
    }

    /// <summary>Removes the lowest rows up to this height; false when none are left.</summary>
    internal static bool RemoveSome(WriteContext context, long to) =>
        context.Delete(Table.WindowBlocks, "height IN (SELECT height FROM window_blocks WHERE height <= ? ORDER BY height LIMIT ?)", to, MostRows) == MostRows;
}
