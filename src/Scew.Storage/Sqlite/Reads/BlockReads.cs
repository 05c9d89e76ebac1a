using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Codec;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;
using Scew.Storage.Sqlite.Blobs;

namespace Scew.Storage.Sqlite.Reads;

/// <summary>Blocks, each checked against its hash, and chains of them.</summary>
internal static class BlockReads
{
    private const string ByHash = "SELECT hash, block, bodies FROM blocks WHERE hash = ?";
    private const string Above = "SELECT hash, block, bodies FROM blocks WHERE height > ? ORDER BY height, view, number";
    private const string HashAt = "SELECT block FROM heights WHERE height = ?";
    private const string Hashes = "SELECT h.height, h.block, b.parent FROM heights h LEFT JOIN blocks b ON b.hash = h.block ORDER BY h.height";
    private const string Range = "SELECT b.hash, b.block, b.bodies FROM heights h JOIN blocks b ON b.hash = h.block WHERE h.height BETWEEN ? AND ? ORDER BY h.height";
    private const string Sizes =
        "SELECT length(b.block) + length(b.bodies), "
        + "EXISTS (SELECT 1 FROM certificates c WHERE c.kind = 3 AND c.height = h.height AND c.block = h.block) "
        + "FROM heights h JOIN blocks b ON b.hash = h.block WHERE h.height >= ? ORDER BY h.height";

    internal static BlockWithBodies? Find(SqliteSession session, Digest genesis, Digest hash) =>
        session[ByHash].Add(hash).First(row => Decode(row, genesis));

    internal static BlockWithBodies? FindAt(SqliteSession session, Digest genesis, long height)
    {
        if (Hash(session, genesis, height) is not { } hash || height == 0)
        {
            return null;
        }
        var found = Find(session, genesis, hash) ?? throw Corrupt($"The block of height {height} is missing");
        return found.Block.Header.Height == height ? found : throw Corrupt($"The block of height {height} is one of another height");
    }

    internal static ImmutableArray<BlockWithBodies> FindAbove(SqliteSession session, Digest genesis, long height) =>
        [.. session[Above].Add(height).All(row => Decode(row, genesis))];

    /// <summary>The hashes of blocks 0 to the applied height, each the parent of the next.</summary>
    internal static ImmutableArray<Digest> AllHashes(SqliteSession session, Digest genesis)
    {
        var hashes = ImmutableArray.CreateBuilder<Digest>();
        hashes.Add(BlockHeader.GenesisBlockHash(genesis));
        foreach (var (height, block, parent) in session[Hashes].All(row => (row.Int64(0), row.Digest(1), row.IsNull(2) ? Digest.Zero : row.Digest(2))))
        {
            if (height != hashes.Count || parent != hashes[^1])
            {
                throw Corrupt($"The chain of blocks is broken at height {hashes.Count}");
            }
            hashes.Add(block);
        }
        return hashes.ToImmutable();
    }

    internal static ChainRange? Chain(SqliteSession session, Digest genesis, long fromHeight, long maxBytes)
    {
        if (fromHeight < 1 || ChainEnd(session, fromHeight, maxBytes) is not { } toHeight)
        {
            return null;
        }
        var blocks = session[Range].Add(fromHeight).Add(toHeight).All(row => Decode(row, genesis));
        var parent = Hash(session, genesis, fromHeight - 1);
        for (var i = 0; i < blocks.Count; i++)
        {
            var header = blocks[i].Block.Header;
            if (header.Height != fromHeight + i || header.Parent != parent)
            {
                throw Corrupt($"The chain of blocks is broken at height {fromHeight + i}");
            }
            parent = blocks[i].Block.Hash;
        }
        var finalization = VoteReads.Finalization(session, toHeight);
        return finalization is not null && finalization.Statement.Block == parent && blocks.Count == toHeight - fromHeight + 1
            ? new ChainRange([.. blocks], finalization)
            : throw Corrupt($"The finalization of height {toHeight} is of another block");
    }

    private static long? ChainEnd(SqliteSession session, long fromHeight, long maxBytes)
    {
        var sizes = session[Sizes].Add(fromHeight);
        try
        {
            long bytes = 0;
            long? end = null;
            for (var height = fromHeight; sizes.Step(); height++)
            {
                bytes += sizes.Int64(0);
                if (end is not null && (bytes > maxBytes || height - fromHeight >= MessageCodec.MaxBlocks))
                {
                    break;
                }
                end = sizes.Int64(1) == 1 ? height : end;
            }
            return end;
        }
        finally
        {
            sizes.Reset();
        }
    }

    private static Digest? Hash(SqliteSession session, Digest genesis, long height) => height == 0
        ? BlockHeader.GenesisBlockHash(genesis)
        : session[HashAt].Add(height).First(row => (Digest?)row.Digest(0));

    private static BlockWithBodies Decode(SqliteStatement row, Digest genesis)
    {
        var hash = row.Digest(0);
        var reader = new CodecReader(row.Blob(1));
        var block = Block.Decode(ref reader, genesis);
        if (block is null || !reader.Complete || block.Hash != hash)
        {
            throw Corrupt($"The stored block {hash} is not what its hash says");
        }
        var bodies = BodiesBlob.Decode(row.Blob(2), block.RequestIds) ?? throw Corrupt($"The stored requests of block {hash} are not those that it names");
        return new BlockWithBodies(block, bodies);
    }

    private static StoreException Corrupt(string what) => new(StoreFault.Corrupt, what + "; the database was changed or damaged.");
}
