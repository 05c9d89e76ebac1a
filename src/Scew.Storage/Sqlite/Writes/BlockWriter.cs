using Scew.Protocol;
using Scew.Protocol.Codec;

namespace Scew.Storage.Sqlite.Writes;

/// <summary>Stores a block once.</summary>
internal static class BlockWriter
{
    private const string Add =
        "INSERT INTO blocks (hash, parent, height, view, block, bodies) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (hash) DO NOTHING";

    internal static void Store(SqliteSession session, BlockWithBodies entry)
    {
        var (block, bodies) = entry;
        Invariant.Require(bodies.Length == block.RequestIds.Length, "a block is stored with all its requests");
        var header = block.Header;
        var encoded = new CodecWriter(1024 + block.RequestIds.Length * Digest.SizeBytes);
        block.Encode(encoded);
        var counted = new CodecWriter(4 + bodies.Sum(body => body.Length + 4));
        Blobs.BodiesBlob.Encode(counted, bodies);
        session[Add].Add(block.Hash).Add(header.Parent).Add(header.Height).Add(header.View).Add(encoded.Written).Add(counted.Written).Execute();
    }
}
