using Scew.Grains;
using Scew.Protocol;
using Scew.Protocol.Receipts;
using Scew.Protocol.Trees;
using Scew.Storage;

namespace Scew.Silo.Http;

/// <summary>A result on disk; the receipt is null while not n-f attestations of it are there.</summary>
internal sealed record StoredReceipt(byte[]? Bytes);

/// <summary>Receipts of heights that have left memory.</summary>
internal sealed class StoredReceipts(IReplicaStore store, MerchantContext merchant)
{
    /// <summary>True when the request was executed and its result is not kept here: below the heights that this merchant holds.</summary>
    public async Task<bool> IsPrunedAsync(Digest id) => await store.FindExecutedAsync(id) is { HasPlace: false };

    /// <summary>The height above which this merchant holds results; 0 for all.</summary>
    public async Task<long> BaseHeightAsync() => (await store.ReadBaseAsync())?.Height ?? 0;

    /// <summary>What is on disk; null when this merchant has no result of the request there.</summary>
    public async Task<StoredReceipt?> FindAsync(Digest id, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (await store.ReadReceiptAsync(id) is not { } found)
        {
            return null;
        }
        if (found.Height.Attestations.Length < merchant.QuorumOf(found.Height.State))
        {
            return new StoredReceipt(null);
        }
        var result = found.Height.Results[found.Index];
        var tree = ResultsTree.Of(merchant.Group.Genesis, found.Height.State.Height, found.Height.Results);
        var receipt = new Receipt(
            found.Request, found.Index, result.Code, result.Json, tree.Paths[found.Index], CertifiedState.From(found.Height.Attestations));
        return new StoredReceipt(receipt.Encode());
    }
}
