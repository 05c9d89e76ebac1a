using System.Collections.Immutable;
using Orleans;
using Scew.Protocol.Ordering;
using Scew.Protocol.Registers;
using Scew.Protocol.Trees;
using Scew.Storage;

namespace Scew.Grains;

/// <summary>A register with its proof, at a height that n-f members attest; no attested state at genesis.</summary>
public sealed record CertifiedCapture(RegisterCapture Capture, AttestedState? State, ImmutableArray<Attestation> Attestations)
{
    /// <summary>The register's way through the trie.</summary>
    public TrieProof Proof => ProofCodec.Decode(Capture.Proof);
}

/// <summary>Certified reads: capture at the present height, then wait for that height's certificate.</summary>
public sealed class LedgerReads(IGrainFactory grains, ReceiptBook receipts, IReplicaStore store, MerchantContext merchant)
{
    /// <summary>Reads one register at or above a height.</summary>
    public async Task<CertifiedCapture> RegisterAsync(RegisterKey key, long atLeast, CancellationToken cancel)
    {
        await receipts.CertifiedHeights.WaitAsync(atLeast, cancel);
        var capture = await grains.GetGrain<ILedgerGrain>(GrainKeys.Ledger).CaptureAsync(key.ToString());
        if (capture.State.Length == 0)
        {
            return new CertifiedCapture(capture, null, []);
        }
        var state = AttestedStates.Decode(capture.State);
        return new CertifiedCapture(capture, state, await AttestationsAsync(state, cancel));
    }

    /// <summary>The newest certified state, or null at genesis.</summary>
    public async Task<AttestedState?> HeadAsync()
    {
        var bytes = await grains.GetGrain<ILedgerGrain>(GrainKeys.Ledger).HeadAsync();
        return bytes.Length == 0 ? null : AttestedStates.Decode(bytes);
    }

    /// <summary>n-f attestations of one height, waiting for its certificate; empty where this merchant has none (any more).</summary>
    public async Task<ImmutableArray<Attestation>> CertifiedAsync(long height, CancellationToken cancel)
    {
        await receipts.CertifiedHeights.WaitAsync(height, cancel);
        return receipts.AttestationsOf(height) ?? (await store.ReadHeightAsync(height))?.Attestations ?? [];
    }

    private async Task<ImmutableArray<Attestation>> AttestationsAsync(AttestedState state, CancellationToken cancel)
    {
        if (receipts.AttestationsOf(state.Height) is { } recent)
        {
            return recent;
        }
        if (await store.ReadHeightAsync(state.Height) is { } stored && stored.Attestations.Length >= merchant.QuorumOf(stored.State))
        {
            return stored.Attestations;
        }
        await receipts.CertifiedHeights.WaitAsync(state.Height, cancel);
        return receipts.AttestationsOf(state.Height) ?? (await store.ReadHeightAsync(state.Height))?.Attestations ?? [];
    }
}
