using System.Collections.Immutable;
using Scew.Consensus;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;
using Scew.Storage;

namespace Scew.Grains;

/// <summary>Reads what the core starts from, after taking the lease, and hands final blocks above the applied height to execution again.</summary>
internal sealed class ReplicaRecovery(ReplicaParts parts)
{
    public async Task<RecoveredState> RecoverAsync()
    {
        var store = parts.Store;
        var group = parts.Merchant.Group;
        CrashPoint.Reach("before-lease");
        var lease = await store.TakeLeaseAsync(parts.Merchant.ActivationId);
        CrashPoint.Reach("lease-taken");
        var head = await store.ReadHeadAsync();
        var applied = head is null
            ? new BlockRef(0, 0, BlockHeader.GenesisBlockHash(group.Genesis))
            : new BlockRef(head.View, head.Height, head.State.Block);
        var isBelow = applied.Height < group.Start.Height;
        var blocks = await store.ReadBlocksAboveAsync(applied.Height);
        await LoadRequestsAsync(blocks);
        var certificates = await store.ReadCertificatesAboveAsync(0 < applied.View ? applied.View - 1 : 0);
        var (final, finalBlocks) = HighestFinal(applied, [.. blocks.Select(b => b.Block)], certificates);
        var votes = await store.ReadVotesAboveAsync(final.View);
        foreach (var block in blocks)
        {
            parts.Blocks.Stored([block.Block]);
        }
        parts.Execution.Add(finalBlocks);
        ReplicaLog.Replayed(parts.Log, finalBlocks.Length);
        foreach (var finalization in certificates.Where(c => c.Statement.Kind == StatementKind.Finalize))
        {
            parts.Flusher.Final(finalization);
        }
        var start = (await store.ReadBaseAsync())?.Height ?? 0;
        var certified = await store.ReadCertifiedHeightAsync(group.Quorum, Replica.MaxUncertified);
        if (!isBelow)
        {
            // What earlier eras attested is theirs; the block on which this era stands is the first that it attests.
            certified = Math.Max(certified, group.Start.Height - 1);
        }
        parts.Receipts.CertifiedHeights.Reached(certified);
        var finalTimeMs = finalBlocks.IsEmpty ? head?.State.TimeMs ?? 0 : finalBlocks[^1].Header.TimeMs;
        return new RecoveredState(
            lease.Floor,
            final,
            finalTimeMs,
            applied.Height,
            isBelow ? applied.Height : certified,
            [.. blocks.Select(b => b.Block)],
            [.. certificates.Where(c => c.Statement.View >= final.View)],
            [.. votes.Where(v => v.Statement.Kind == StatementKind.Finalize)])
        {
            Doubt = Text(lease.Doubt),
            Uncertified = isBelow ? [] : [.. (await store.ReadUncertifiedAsync(certified, parts.Merchant.Self)).Select(height => new UncertifiedHeight(height.State, height.Own)
            {
                IsInstalled = height.State.Height == start && height.Own is null && height.State.Height != group.Start.Height,
            })],
        };
    }

    private static string? Text(StoreDoubt doubt) => doubt switch
    {
        StoreDoubt.None => null,
        StoreDoubt.Recovering => "the database was lost and made anew by recover",
        StoreDoubt.Restored => "the database comes from a backup",
        StoreDoubt.SystemChanged => "the database moved to another system",
        StoreDoubt.Shown => "a peer showed a signature of this replica's key that the database does not know",
        StoreDoubt.WitnessAhead => "the database is older than the witness file beside the key",
        _ => "the database is in doubt",
    };

    private async Task LoadRequestsAsync(ImmutableArray<BlockWithBodies> blocks)
    {
        foreach (var block in blocks)
        {
            // Checked again: bytes from a disk are as good as bytes from a peer.
            var requests = await parts.Check.ManyAsync(block.Bodies);
            Invariant.Require(requests.Length == block.Bodies.Length, BlockDesk.NotUnderstood(block.Block));
            parts.Blocks.Hold(block.Block, requests);
        }
    }

    private static (BlockRef Final, ImmutableArray<Block> Blocks) HighestFinal(
        BlockRef applied, ImmutableArray<Block> blocks, ImmutableArray<Certificate> certificates)
    {
        var byHash = blocks.ToDictionary(block => block.Hash);
        var finals = certificates.Where(c => c.Statement.Kind == StatementKind.Finalize).OrderByDescending(c => c.Statement.Height);
        foreach (var finalization in finals)
        {
            var chain = new List<Block>();
            var hash = finalization.Statement.Block;
            while (hash != applied.Hash && byHash.TryGetValue(hash, out var block))
            {
                chain.Add(block);
                hash = block.Header.Parent;
            }
            if (hash == applied.Hash && chain.Count > 0)
            {
                chain.Reverse();
                var last = chain[^1];
                return (new BlockRef(last.Header.View, last.Header.Height, last.Hash), [.. chain]);
            }
        }
        return (applied, []);
    }
}
