using System.Collections.Concurrent;
using System.Collections.Immutable;
using Orleans;
using Scew.Consensus;
using Scew.Protocol;
using Scew.Protocol.Ordering;
using Scew.Protocol.Requests;
using Scew.Storage;

namespace Scew.Grains;

/// <summary>
/// Blocks that passed by lately, each with its requests, so that nothing can take a request away from a block between its check and its execution; and the
/// check of a block's content.
/// </summary>
public sealed class BlockDesk(MerchantContext merchant, RequestBook book, RequestCheck check, IReplicaStore store, IGrainFactory grains)
{
    /// <summary>How long a block waits for requests that are on their way in an offer before they count as missing.</summary>
    private static readonly TimeSpan OffersOnTheirWay = TimeSpan.FromMilliseconds(25);

    private const int KeptBlocks = 512;

    private readonly ConcurrentDictionary<Digest, (Block Block, ImmutableArray<SignedRequest> Requests)> _held = new();
    private readonly ConcurrentDictionary<Digest, byte> _stored = new();
    private readonly ConcurrentQueue<Digest> _order = new();

    /// <summary>A block that passed by here lately, with all its requests.</summary>
    public BlockWithBodies? Find(Digest hash) =>
        _held.TryGetValue(hash, out var held) ? new BlockWithBodies(held.Block, Wires(held.Requests)) : null;

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

    /// <summary>The requests of a block that was found to be held, in order: from memory, or from the disk.</summary>
    public async Task<ImmutableArray<SignedRequest>> RequestsAsync(Block block)
    {
        if (_held.TryGetValue(block.Hash, out var held))
        {
            return held.Requests;
        }
        if (Collect(block) is { } collected)
        {
            return collected;
        }
        var stored = await store.ReadBlockAsync(block.Hash);
        Invariant.Require(stored is not null, $"the block at height {block.Header.Height} that is written or executed is held with all its requests");
        var requests = await check.ManyAsync(stored.Bodies);
        Invariant.Require(requests.Length == block.RequestIds.Length, NotUnderstood(block));
        return requests;
    }

    /// <summary>
    /// Why a stored block cannot be used: bytes were damaged, or a newer program took a request of a kind that this one does not know. Executed without it, the block would come to another state than
    /// at everybody else.
    /// </summary>
    public static string NotUnderstood(Block block) =>
        $"a request of the stored block at height {block.Header.Height} does not verify, or is of a kind that only a newer program knows; nothing of it was executed. After an upgrade that was taken back, start the newer program again";

    /// <summary>A held block as it is stored.</summary>
    public async Task<BlockWithBodies> WithBodiesAsync(Block block) => new(block, Wires(await RequestsAsync(block)));

    /// <summary>Answers <see cref="CheckBlock"/>.</summary>
    public async Task<ReplicaEvent> CheckAsync(Block block)
    {
        var missing = book.Missing(block.RequestIds);
        if (!missing.IsEmpty && !_held.ContainsKey(block.Hash))
        {
            await book.WaitAsync(missing, OffersOnTheirWay);
        }
        if (!_held.ContainsKey(block.Hash))
        {
            if (Collect(block) is not { } requests)
            {
                return new BlockChecked(block.Hash, BlockVerdict.Missing, book.Missing(block.RequestIds));
            }
            Hold(block, requests);
        }
        var valid = ContentIsValid(block, await RequestsAsync(block)) && await NoneExecutedAsync(block);
        return new BlockChecked(block.Hash, valid ? BlockVerdict.Valid : BlockVerdict.HeldButInvalid, []);
    }

    /// <summary>Keeps a block that this replica proposes: its requests are in the pool and so in the book.</summary>
    public void HoldOwn(Block block)
    {
        if (Collect(block) is { } requests)
        {
            Hold(block, requests);
        }
    }

    /// <summary>Keeps a block with its requests.</summary>
    public void Hold(Block block, ImmutableArray<SignedRequest> requests)
    {
        if (_held.TryAdd(block.Hash, (block, requests)))
        {
            _order.Enqueue(block.Hash);
            while (_order.Count > KeptBlocks && _order.TryDequeue(out var old))
            {
                Release(old);
            }
        }
    }

    /// <summary>A block that is executed and on disk needs no place here: whoever asks for it gets it from the disk.</summary>
    public void Release(Digest hash)
    {
        _held.TryRemove(hash, out _);
        _stored.TryRemove(hash, out _);
    }

    private static ImmutableArray<byte[]> Wires(ImmutableArray<SignedRequest> requests) => [.. requests.Select(request => request.WireArray())];

    private ImmutableArray<SignedRequest>? Collect(Block block)
    {
        var requests = ImmutableArray.CreateBuilder<SignedRequest>(block.RequestIds.Length);
        foreach (var id in block.RequestIds)
        {
            if (!book.TryGet(id, out var request))
            {
                return null;
            }
            requests.Add(request);
        }
        return requests.MoveToImmutable();
    }

    private bool ContentIsValid(Block block, ImmutableArray<SignedRequest> requests)
    {
        long cost = 0;
        long size = 0;
        foreach (var request in requests)
        {
            if (merchant.Window.At(block.Header.TimeMs, request.Payload) != Validity.Valid)
            {
                return false;
            }
            cost += request.Cost;
            size += request.Wire.Length;
        }
        var limits = merchant.Genesis.Parameters;
        return requests.Length <= limits.MaxBlockRequests && cost <= limits.MaxBlockCost && size <= limits.MaxBlockBytes;
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
