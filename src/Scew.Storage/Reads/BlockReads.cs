using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Codec;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;
using Scew.Protocol.Trees;
using Scew.Storage.Blobs;
using Scew.Storage.Sessions;

namespace Scew.Storage.Reads;

/// <summary>Blocks, each checked against its hash, and chains of them.</summary>
internal static class BlockReads
{
    private const int SizesPage = 2 * MessageCodec.MaxBlocks;
    private const string ByHash = "SELECT hash, block, bodies FROM blocks WHERE hash = ?";
    private const string Above = "SELECT hash, block, bodies FROM blocks WHERE height > ? ORDER BY height, view, number";
    private const string HashAt = "SELECT block FROM heights WHERE height = ?";
    private const string HashesAbove = "SELECT h.height, h.block, b.parent FROM heights h LEFT JOIN blocks b ON b.hash = h.block WHERE h.height > ? AND h.height <= ? ORDER BY h.height";
    private const string Range = "SELECT b.hash, b.block, b.bodies FROM heights h JOIN blocks b ON b.hash = h.block WHERE h.height BETWEEN ? AND ? ORDER BY h.height";
    private const string Sizes =
        "SELECT h.height, length(b.block) + length(b.bodies), "
        + "(SELECT count(*) FROM certificates c WHERE c.kind = 3 AND c.height = h.height AND c.block = h.block) "
        + "FROM heights h JOIN blocks b ON b.hash = h.block WHERE h.height >= ? ORDER BY h.height LIMIT ?";

    internal static BlockWithBodies? Find(StoreSession session, Digest genesis, Digest hash) =>
        session[ByHash].Add(hash).First(row => Decode(row, genesis));

    internal static BlockWithBodies? FindAt(StoreSession session, Digest genesis, long height)
    {
        if (session[HashAt].Add(height).First(row => (Digest?)row.Digest(0)) is not { } hash)
        {
            HeightReads.RequireNotApplied(session, height);
            return null;
        }
        var found = Find(session, genesis, hash) ?? throw Corrupt($"The block of height {height} is missing");
        return found.Block.Header.Height == height ? found : throw Corrupt($"The block of height {height} is one of another height");
    }

    internal static ImmutableArray<BlockWithBodies> FindAbove(StoreSession session, Digest genesis, long height) =>
        [.. session[Above].Add(height).All(row => Decode(row, genesis))];

    /// <summary>Base and hashes above it up to the applied height, each the parent of the next.</summary>
    internal static StoredHistory History(StoreSession session, Digest genesis)
    {
        var (start, tree, parent) = Start(session, genesis);
        return new StoredHistory(tree, Hashes(session, start, long.MaxValue, parent));
    }

    /// <summary>The history tree of blocks 0 to <paramref name="height"/>, which is not below the base.</summary>
    internal static HistoryTree HistoryTo(StoreSession session, Digest genesis, long height)
    {
        var (start, tree, parent) = Start(session, genesis);
        return Hashes(session, start, height, parent).Aggregate(tree, (grown, hash) => grown.Append(hash));
    }

    private static (long Height, HistoryTree Tree, Digest Block) Start(StoreSession session, Digest genesis)
    {
        var first = BlockHeader.GenesisBlockHash(genesis);
        return BaseReads.Find(session) is { } start ? (start.Height, start.History, start.Head.State.Block) : (0, HistoryTree.Empty.Append(first), first);
    }

    private static ImmutableArray<Digest> Hashes(StoreSession session, long start, long to, Digest parent)
    {
        var hashes = ImmutableArray.CreateBuilder<Digest>();
        session[HashesAbove].Add(start).Add(to).ForEach(row =>
        {
            if (row.Int64(0) != start + hashes.Count + 1 || row.IsNull(2) || row.Digest(2) != parent)
            {
                throw Corrupt($"The chain of blocks is broken at height {start + hashes.Count + 1}");
            }
            parent = row.Digest(1);
            hashes.Add(parent);
        });
        return hashes.ToImmutable();
    }

    internal static ChainRange? Chain(StoreSession session, Digest genesis, long fromHeight, long maxBytes)
    {
        if (fromHeight < 1 || fromHeight <= (BaseReads.Find(session)?.Height ?? 0) || ChainEnd(session, fromHeight, maxBytes) is not { } toHeight)
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

    private static long? ChainEnd(StoreSession session, long fromHeight, long maxBytes)
    {
        long bytes = 0;
        long? end = null;
        var full = false;
        for (var next = fromHeight; !full;)
        {
            var page = session[Sizes].Add(next).Add(SizesPage).All(row => (Height: row.Int64(0), Bytes: row.Int64(1), IsFinal: row.Int64(2) > 0));
            foreach (var (height, size, isFinal) in page)
            {
                bytes += size;
                full = end is not null && (bytes > maxBytes || height - fromHeight >= MessageCodec.MaxBlocks);
                if (full)
                {
                    break;
                }
                end = isFinal ? height : end;
            }
            full |= page.Count < SizesPage;
            next += SizesPage;
        }
        return end;
    }

    internal static Digest? Hash(StoreSession session, Digest genesis, long height) => height == 0
        ? BlockHeader.GenesisBlockHash(genesis)
        : session[HashAt].Add(height).First(row => (Digest?)row.Digest(0))
            ?? (BaseReads.Find(session) is { } start && start.Height == height ? start.Head.State.Block : null);

    internal static BlockWithBodies Decode(StoreStatement row, Digest genesis)
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
