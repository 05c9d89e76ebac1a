using Scew.Protocol;
using Scew.Protocol.Codec;

namespace Scew.Storage.Tests;

/// <summary>The hash of everything that a store answers.</summary>
internal static class Fingerprint
{
    internal static async Task<Digest> OfAsync(IReplicaStore store)
    {
        var all = new CodecWriter();
        foreach (var entry in await store.ReadBlocksAboveAsync(0))
        {
            entry.Block.Encode(all);
            foreach (var body in entry.Bodies)
            {
                all.Bytes(body);
            }
        }
        foreach (var vote in await store.ReadVotesAboveAsync(-1))
        {
            vote.Encode(all);
        }
        foreach (var certificate in await store.ReadCertificatesAboveAsync(-1))
        {
            certificate.Encode(all);
        }
        foreach (var evidence in await store.ReadEvidenceAsync())
        {
            all.Bytes(Protocol.Ordering.EvidenceCodec.Encode(evidence.Evidence));
        }
        await foreach (var register in store.ReadRegistersAsync())
        {
            all.Bytes(register.Encode());
        }
        var start = await store.ReadBaseAsync();
        var head = await store.ReadHeadAsync();
        for (var height = (start?.Height ?? 0) + 1; height <= (head?.Height ?? 0); height++)
        {
            var applied = (await store.ReadHeightAsync(height))!;
            all.Digest(applied.State.StateRoot);
            foreach (var result in applied.Results)
            {
                all.Digest(result.RequestId);
                all.Text(result.Code);
                all.Bytes(result.Json);
                var found = (await store.FindExecutedAsync(result.RequestId))!.Value;
                all.I64(found.Height);
                all.I64(found.Index);
            }
            foreach (var attestation in applied.Attestations)
            {
                attestation.Encode(all);
            }
        }
        for (var height = 1L; height <= (head?.Height ?? 0); height++)
        {
            foreach (var change in await store.ReadAssetChangesAsync(height))
            {
                all.Text(change.ToString());
            }
        }
        foreach (var executed in await store.ReadExecutedAfterAsync(-1, -1))
        {
            all.Digest(executed.Id);
            all.I64(executed.Height);
        }
        var history = await store.ReadHistoryAsync();
        all.Digest(history.Base.Root);
        foreach (var hash in history.Above)
        {
            all.Digest(hash);
        }
        return Digest.Of(all.Written);
    }
}
