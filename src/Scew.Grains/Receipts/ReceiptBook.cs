using System.Collections.Concurrent;
using System.Collections.Immutable;
using Scew.Ledger;
using Scew.Protocol;
using Scew.Protocol.Api;
using Scew.Protocol.Ordering;
using Scew.Protocol.Receipts;
using Scew.Protocol.Requests;

namespace Scew.Grains;

/// <summary>How a wait for a receipt ended: the receipt's bytes, or a code of the registry.</summary>
public sealed record ReceiptAnswer(byte[]? Receipt, string Code, long RetryMs);

/// <summary>
/// Joins results and attestations to receipts and wakes those who wait. Keeps the last heights in memory; older receipts come from the store.
/// </summary>
public sealed class ReceiptBook(MerchantContext merchant, RequestBook requests, LedgerEvents events)
{
    /// <summary>Certified heights kept in memory.</summary>
    public const int KeptHeights = 64;

    private const long BusyRetryMs = 1000;

    private readonly ReceiptWaiters _waiting = new();
    private readonly ConcurrentDictionary<Digest, (long Height, int Index)> _places = new();
    private readonly ConcurrentDictionary<long, HeightResults> _heights = new();
    private readonly ConcurrentDictionary<long, ImmutableArray<Attestation>> _attestations = new();
    private readonly CertifiedSignal _certified = new();

    // Nothing of the heights below is in memory; 0 before the first.
    private long _oldest;

    /// <summary>The highest certified height so far, and a way to wait for one.</summary>
    public CertifiedSignal CertifiedHeights => _certified;

    /// <summary>
    /// Waits for the receipt of a request until the token says stop. One that was <paramref name="taken"/> just now is in the request book, unless the pool had no room and
    /// said so before anybody waited.
    /// </summary>
    public async Task<ReceiptAnswer> WaitAsync(Digest id, bool taken, CancellationToken cancel)
    {
        var waiter = _waiting.Enter(id);
        try
        {
            if (taken && !requests.TryGet(id, out _) && !IsExecuted(id))
            {
                return new ReceiptAnswer(null, Codes.Busy, BusyRetryMs);
            }
            // Looked at after entering, so a receipt that comes in between is not missed. Built here, off the replica's turn.
            return Find(id) ?? await waiter.WaitAsync(cancel) ?? Find(id) ?? new ReceiptAnswer(null, Codes.OutcomeUnknown, 0);
        }
        catch (OperationCanceledException)
        {
            return new ReceiptAnswer(null, Codes.OutcomeUnknown, 0);
        }
        finally
        {
            _waiting.Leave(id);
        }
    }

    /// <summary>True when the request has a result in memory, certified or not.</summary>
    public bool IsExecuted(Digest id) => _places.ContainsKey(id);

    /// <summary>The receipt, when result and attestations are in memory.</summary>
    public ReceiptAnswer? Find(Digest id)
    {
        if (_places.TryGetValue(id, out var place) && _heights.TryGetValue(place.Height, out var height)
            && _attestations.TryGetValue(place.Height, out var attestations))
        {
            return Answer(height, place.Index, attestations);
        }
        return null;
    }

    /// <summary>A height was executed.</summary>
    public void Executed(ImmutableArray<SignedRequest> block, BlockOutcome outcome)
    {
        var wires = new Dictionary<Digest, ReadOnlyMemory<byte>>(block.Length);
        foreach (var request in block)
        {
            wires[request.Id] = request.Wire;
        }
        if (_oldest == 0)
        {
            // After a restart reads may still wait for certificates of heights just below.
            var oldest = Math.Max(1, outcome.Height - KeptHeights);
            Volatile.Write(ref _oldest, oldest);
            foreach (var before in _attestations.Keys.Where(height => height < oldest))
            {
                _attestations.TryRemove(before, out _);
            }
        }
        var results = new HeightResults(merchant.Group.Genesis, outcome.Attested, [.. outcome.Results.Select(r => r.Result)], outcome.ResultsTree, wires);
        _heights[outcome.Height] = results;
        foreach (var executed in outcome.Results)
        {
            _places[executed.Result.RequestId] = (outcome.Height, executed.Index);
        }
        requests.Executed([.. block.Select(request => request.Id)]);
        events.Executed(block, outcome);
        if (_attestations.ContainsKey(outcome.Height))
        {
            Complete(results);
        }
        // A height that is not on disk yet has no other place where its receipts could come from.
        Forget(Math.Min(outcome.Height - KeptHeights, merchant.FlushedHeight));
    }

    /// <summary>n-f members attest a height.</summary>
    public void Certified(AttestedState state, ImmutableArray<Attestation> attestations)
    {
        _attestations[state.Height] = attestations;
        if (_heights.TryGetValue(state.Height, out var results))
        {
            Complete(results);
        }
        if (state.Height < Volatile.Read(ref _oldest))
        {
            // Executed and forgotten before its certificate came: its receipts come from the store.
            _attestations.TryRemove(state.Height, out _);
        }
        _certified.Reached(state.Height);
    }

    /// <summary>
    /// A state transfer put an attested state in place of executing: results of heights up to it are not to be had here. Where fewer than n-f members attest it, <see cref="Certified"/> may
    /// come later.
    /// </summary>
    public void Installed(long height, ImmutableArray<Attestation> attestations)
    {
        Forget(height - 1);
        if (attestations.Length >= merchant.Group.Quorum)
        {
            Certified(attestations[0].State, attestations);
        }
    }

    /// <summary>The certificate of a height in memory.</summary>
    public ImmutableArray<Attestation>? AttestationsOf(long height) => _attestations.TryGetValue(height, out var attestations) ? attestations : null;

    /// <summary>These expired in the pool.</summary>
    public void Dropped(ImmutableArray<Digest> ids)
    {
        requests.Expired(ids);
        foreach (var id in ids)
        {
            _waiting.Complete(id, new ReceiptAnswer(null, Codes.Expired, 0));
        }
    }

    /// <summary>The pool had no room.</summary>
    public void Busy(Digest id, long retryMs)
    {
        requests.Remove([id]);
        _waiting.Complete(id, new ReceiptAnswer(null, Codes.Busy, retryMs));
    }

    private void Complete(HeightResults height)
    {
        foreach (var result in height.Results)
        {
            _waiting.Complete(result.RequestId, null);
        }
    }

    private ReceiptAnswer Answer(HeightResults height, int index, ImmutableArray<Attestation> attestations)
    {
        var receipt = height.Receipt(index, attestations);
        return new ReceiptAnswer((merchant.Liar is { } liar ? Distort(liar, height, receipt, attestations) : receipt).Encode(), Codes.Ok, 0);
    }

    private Receipt Distort(MerchantLiar liar, HeightResults height, Receipt honest, ImmutableArray<Attestation> attestations)
    {
        var own = merchant.OwnAttestation(honest.Certified.State);
        if (own is null || liar.Falsify(height.Results[honest.Index], own, result => height.TreeWith(honest.Index, result).Root) is not { } answer)
        {
            return honest;
        }
        var path = height.TreeWith(honest.Index, answer.Result).Paths[honest.Index];
        // The liar has only its own signature for the false root; the others' stand beside it and do not fit.
        var signatures = attestations.Where(a => a.Signer != merchant.Self).Append(answer.Attestation).OrderBy(a => a.Signer);
        var certified = new CertifiedState(answer.Attestation.State, [.. signatures.Select(a => new MemberSignature(a.Signer, a.Signature))]);
        return honest with { Code = answer.Result.Code, ResultJson = answer.Result.Json, Path = path, Certified = certified };
    }

    private void Forget(long upTo)
    {
        while (_oldest <= upTo)
        {
            var height = _oldest;
            Volatile.Write(ref _oldest, height + 1);
            _attestations.TryRemove(height, out _);
            if (_heights.TryRemove(height, out var old))
            {
                foreach (var result in old.Results)
                {
                    _places.TryRemove(result.RequestId, out _);
                }
            }
        }
    }
}
