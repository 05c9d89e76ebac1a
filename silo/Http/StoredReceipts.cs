using Scew.Grains;
using Scew.Protocol;
using Scew.Protocol.Receipts;
using Scew.Protocol.Trees;
using Scew.Storage;

namespace Scew.Silo.Http;

/// <summary>Receipts of heights that have left memory.</summary>
internal sealed class StoredReceipts(IReplicaStore store, MerchantContext merchant)
{
    /// <summary>The receipt's bytes; null when this merchant has no result or not n-f attestations of it.</summary>
    public async Task<byte[]?> FindAsync(Digest id, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (await store.ReadReceiptAsync(id) is not { } found || found.Height.Attestations.Length < merchant.Group.Quorum)
        {
            return null;
        }
        var result = found.Height.Results[found.Index];
        var tree = ResultsTree.Of(merchant.Group.Genesis, found.Height.State.Height, found.Height.Results);
        return new Receipt(
            found.Request, found.Index, result.Code, result.Json, tree.Paths[found.Index], CertifiedState.From(found.Height.Attestations)).Encode();
    }
}
