using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Codec;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Storage.Blobs;

/// <summary>A block's header and its request ids as one value; its hash covers both.</summary>
internal static class BlockIdsBlob
{
    internal static byte[] Encode(BlockIds block)
    {
        var writer = new CodecWriter(BlockHeader.SizeBytes + 4 + block.RequestIds.Length * Digest.SizeBytes);
        block.Header.Encode(writer);
        writer.U32(block.RequestIds.Length);
        foreach (var id in block.RequestIds)
        {
            writer.Digest(id);
        }
        return writer.ToArray();
    }

    /// <summary>The block; null unless <paramref name="hash"/> is its hash.</summary>
    internal static BlockIds? Decode(ReadOnlySpan<byte> blob, Digest genesis, Digest hash)
    {
        var reader = new CodecReader(blob);
        var header = BlockHeader.Decode(ref reader);
        var count = reader.Count(Block.MaxRequests, Digest.SizeBytes);
        var ids = ImmutableArray.CreateBuilder<Digest>(count);
        for (var i = 0; i < count; i++)
        {
            ids.Add(reader.Digest());
        }
        var block = new BlockIds(header, ids.ToImmutable());
        return reader.Complete && block.Hash(genesis) == hash ? block : null;
    }
}
