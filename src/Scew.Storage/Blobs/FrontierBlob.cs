using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Codec;
using Scew.Protocol.Trees;

namespace Scew.Storage.Blobs;

/// <summary>A history tree as one value: its frontier, largest subtree first. The height that it stands beside says how many blocks it has.</summary>
internal static class FrontierBlob
{
    private const int MaxSubtrees = 64;

    internal static byte[] Encode(HistoryTree tree)
    {
        var writer = new CodecWriter(4 + tree.Frontier.Length * Digest.SizeBytes);
        writer.U32(tree.Frontier.Length);
        foreach (var root in tree.Frontier)
        {
            writer.Digest(root);
        }
        return writer.ToArray();
    }

    /// <summary>The tree of blocks 0 to <paramref name="height"/>; null where the bytes are none of that many blocks.</summary>
    internal static HistoryTree? Decode(ReadOnlySpan<byte> blob, long height)
    {
        var reader = new CodecReader(blob);
        var count = reader.Count(MaxSubtrees, Digest.SizeBytes);
        var frontier = ImmutableArray.CreateBuilder<Digest>(count);
        for (var i = 0; i < count; i++)
        {
            frontier.Add(reader.Digest());
        }
        return reader.Complete ? HistoryTree.FromFrontier(height + 1, frontier.ToImmutable()) : null;
    }
}
