using Scew.Protocol;
using Scew.Protocol.Codec;

namespace Scew.Storage.Writes;

/// <summary>Stores a block once.</summary>
internal static class BlockWriter
{
    internal static void Store(WriteContext context, BlockWithBodies entry)
    {
        var (block, bodies) = entry;
        Invariant.Require(bodies.Length == block.RequestIds.Length, "a block is stored with all its requests");
        var header = block.Header;
        var encoded = new CodecWriter(1024 + block.RequestIds.Length * Digest.SizeBytes);
        block.Encode(encoded);
        var counted = new CodecWriter(4 + bodies.Sum(body => body.Length + 4) + Digest.SizeBytes);
        Blobs.BodiesBlob.Encode(counted, bodies);
        context.OnceInto(Table.Blocks)
            .Add(block.Hash).Add(header.Parent).Add(header.Height).Add(header.View).AddCovered(encoded.Written).AddCovered(counted.Written).Done();
    }
}
