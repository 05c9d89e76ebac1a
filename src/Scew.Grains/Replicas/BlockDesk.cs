using System.Collections.Concurrent;
using System.Collections.Immutable;
using Orleans;
using Scew.Consensus;
using Scew.Protocol;
using Scew.Protocol.Ordering;
using Scew.Protocol.Requests;

namespace Scew.Grains;

/// <summary>Blocks that are held but may not be stored yet, and the check of their content.</summary>
public sealed class BlockDesk(MerchantContext merchant, RequestBook book, IGrainFactory grains)
{
    /// <summary>How long a block waits for requests that are on their way in an offer before they count as missing.</summary>
    private static readonly TimeSpan OffersOnTheirWay = TimeSpan.FromMilliseconds(25);

    private const int KeptBlocks = 512;

    private readonly ConcurrentDictionary<Digest, Block> _held = new();
    private readonly ConcurrentDictionary<Digest, byte> _stored = new();
    private readonly ConcurrentQueue<Digest> _order = new();

    /// <summary>A block that passed by here lately.</summary>
    public Block? Find(Digest hash) => _held.GetValueOrDefault(hash);

    /// <summary>These are on disk now.</summary>
    public void Stored(ImmutableArray<Block> blocks)
    {
        foreach (var block in blocks)
        {
            _stored.TryAdd(block.Hash, 0);
        }
    }

    /// <summary>True when a safety write stored the block. Asked once, when its height is applied.</summary>
    public bool TakeStored(Digest hash) => _stored.TryRemove(hash, out _);

    /// <summary>The bytes of all requests of a held block, in order.</summary>
    public ImmutableArray<byte[]> BodiesOf(Block block)
    {
        var bodies = book.Bodies(block.RequestIds);
        Invariant.Require(bodies.Length == block.RequestIds.Length, "a block that is written has all its requests");
        return bodies;
    }

    /// <summary>Answers <see cref="CheckBlock"/>.</summary>
    public async Task<ReplicaEvent> CheckAsync(Block block)
    {
        if (_held.TryAdd(block.Hash, block))
        {
            _order.Enqueue(block.Hash);
            while (_order.Count > KeptBlocks && _order.TryDequeue(out var old))
            {
                _held.TryRemove(old, out _);
            }
        }
        var missing = book.Missing(block.RequestIds);
        if (!missing.IsEmpty)
        {
            missing = await book.WaitAsync(missing, OffersOnTheirWay) ? [] : book.Missing(block.RequestIds);
        }
        if (!missing.IsEmpty)
        {
            return new BlockChecked(block.Hash, BlockVerdict.Missing, missing);
        }
        var valid = ContentIsValid(block) && await NoneExecutedAsync(block);
        return new BlockChecked(block.Hash, valid ? BlockVerdict.Valid : BlockVerdict.HeldButInvalid, []);
    }

    private bool ContentIsValid(Block block)
    {
        long cost = 0;
        long size = 0;
        foreach (var id in block.RequestIds)
        {
            if (!book.TryGet(id, out var request) || merchant.Window.At(block.Header.TimeMs, request.Payload) != Validity.Valid)
            {
                return false;
            }
            cost += request.Cost;
            size += request.Wire.Length;
        }
        var limits = merchant.Genesis.Parameters;
        return block.RequestIds.Length <= limits.MaxBlockRequests && cost <= limits.MaxBlockCost && size <= limits.MaxBlockBytes;
    }

    private async Task<bool> NoneExecutedAsync(Block block)
    {
        if (block.RequestIds.IsEmpty)
        {
            return true;
        }
        var executed = await grains.GetGrain<ILedgerGrain>(GrainKeys.Ledger).ExecutedAsync(PackedIds.Of(block.RequestIds));
        return !Array.Exists(executed, one => one);
    }
}
