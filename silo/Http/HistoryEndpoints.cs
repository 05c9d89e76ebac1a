using System.Collections.Immutable;
using Scew.Grains;
using Scew.Protocol.Api;
using Scew.Protocol.Receipts;
using Scew.Protocol.Requests;
using Scew.Protocol.Trees;
using Scew.Silo.Hosting;
using Scew.Silo.Limits;
using Scew.Storage;

namespace Scew.Silo.Http;

/// <summary>What made every version of an asset, page by page, each request with its receipt.</summary>
internal sealed class HistoryEndpoints(IReplicaStore store, ReceiptBook receipts, MerchantContext merchant, Readiness readiness, RequestGate gate)
{
    private static readonly TimeSpan FlushPoll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan FlushLimit = TimeSpan.FromSeconds(5);

    /// <summary>Room in a page for what is not a receipt.</summary>
    private const int PageMargin = AssetHistoryPage.MaxEntries * 512;

    public async Task<IResult> PageAsync(HttpContext http, string id, long? below, int? limit, long atLeast)
    {
        if (!IdRules.IsValid(id))
        {
            return Problems.Of(Codes.BadId, "an id is 1 to 128 characters of a-z 0-9 . _ : -");
        }
        if (below is < 1 || limit is < 1 or > AssetHistoryPage.MaxEntries || atLeast < 0)
        {
            return Problems.Of(Codes.Malformed, $"below is a version from 1, limit 1 to {AssetHistoryPage.MaxEntries}, atLeast a height");
        }
        // A receipt costs reading and hashing its whole block.
        gate.Charge(http, limit ?? AssetHistoryPage.MaxEntries);
        if (!await ReachedAsync(atLeast, http.RequestAborted))
        {
            return Problems.Of(Codes.CatchingUp, "this merchant has not written that height yet", 500);
        }
        return new BytesResult((await ReadAsync(id, below ?? long.MaxValue, limit ?? AssetHistoryPage.MaxEntries, http.RequestAborted)).Encode());
    }

    /// <summary>Heights reach the store a moment after they were executed.</summary>
    private async Task<bool> ReachedAsync(long height, CancellationToken cancel)
    {
        using var wait = readiness.Wait(FlushLimit, cancel);
        try
        {
            while (height > 0 && ((await store.ReadHeadAsync())?.Height ?? 0) < height)
            {
                await Task.Delay(FlushPoll, wait.Token);
            }
            return true;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task<AssetHistoryPage> ReadAsync(string id, long below, int limit, CancellationToken cancel)
    {
        var history = await store.ReadAssetHistoryAsync(id, below, limit + 1);
        var entries = ImmutableArray.CreateBuilder<AssetHistoryEntry>(limit);
        var complete = history.CompleteAbove;
        var hasMore = history.Changes.Length > limit;
        var room = AssetHistoryPage.MaxBytes - PageMargin;
        Held? held = null;
        foreach (var change in history.Changes.Take(limit))
        {
            cancel.ThrowIfCancellationRequested();
            if (held?.Applied.State.Height != change.Height)
            {
                held = await store.ReadHeightAsync(change.Height) is { } applied ? new Held(applied) : null;
            }
            if (held is null)
            {
                // Pruned since the page was read.
                complete = Math.Max(complete, (await store.ReadBaseAsync())?.Height ?? 0);
                hasMore = false;
                break;
            }
            var isTold = entries.Count > 0 && (entries[^1].Height, entries[^1].Place) == (change.Height, change.Place);
            var receipt = change.Timer is null && !isTold ? await ReceiptAsync(held, change.Place) : null;
            room -= receipt?.Length ?? 0;
            if (room < 0 && entries.Count > 0)
            {
                hasMore = true;
                break;
            }
            var timer = change.Timer is { } fired ? new AssetHistoryTimer(fired.AssetId, fired.Transition, fired.DueMs, fired.Taken) : null;
            entries.Add(new AssetHistoryEntry(change.Version, change.Height, held.Applied.State.TimeMs, change.Place, timer, receipt));
        }
        return new AssetHistoryPage(id, history.AppliedHeight, complete, entries.ToImmutable(), hasMore ? entries[^1].Version : null);
    }

    /// <summary>The receipt of a result; null while fewer than n-f attestations of its height are here.</summary>
    private async Task<byte[]?> ReceiptAsync(Held held, int place)
    {
        var applied = held.Applied;
        if (place >= applied.Results.Length)
        {
            throw new StoreException(StoreFault.Corrupt, $"A change of an asset at height {applied.State.Height} has no result; the database was changed or damaged.");
        }
        var result = applied.Results[place];
        if (receipts.Find(result.RequestId) is { Receipt: { } recent })
        {
            return recent;
        }
        var attestations = applied.Attestations.Length >= merchant.QuorumOf(applied.State) ? applied.Attestations : receipts.AttestationsOf(applied.State.Height) ?? [];
        if (attestations.Length < merchant.QuorumOf(applied.State))
        {
            return null;
        }
        // No block: its height was pruned while this was read.
        held.Block ??= await store.ReadBlockAtAsync(applied.State.Height);
        held.Tree ??= ResultsTree.Of(merchant.Group.Genesis, applied.State.Height, applied.Results);
        var position = held.Block?.Block.RequestIds.IndexOf(result.RequestId) ?? -1;
        return position < 0
            ? null
            : new Receipt(held.Block!.Bodies[position], place, result.Code, result.Json, held.Tree.Paths[place], CertifiedState.From(attestations)).Encode();
    }

    /// <summary>A height whose receipts are cut, with what several of them share.</summary>
    private sealed class Held(AppliedHeight applied)
    {
        public AppliedHeight Applied => applied;

        public BlockWithBodies? Block { get; set; }

        public ResultsTree? Tree { get; set; }
    }
}
