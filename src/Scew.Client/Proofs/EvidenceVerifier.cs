using System.Collections.Immutable;
using System.Text.Json;
using Scew.Client.Eras;
using Scew.Client.Receipts;
using Scew.Protocol;
using Scew.Protocol.Ordering;
using Scew.Protocol.Receipts;

namespace Scew.Client.Proofs;

/// <summary>Believes evidence only after checking all signatures, the accused and the contradiction; finds more in answers that did not verify.</summary>
public sealed class EvidenceVerifier(GroupEras eras)
{
    private const int MaxEvidenceBytes = 64 * 1024;

    /// <summary>Checks evidence in the binary codec; null when it proves nothing.</summary>
    public VerifiedEvidence? Verify(ReadOnlySpan<byte> bytes) =>
        bytes.Length <= MaxEvidenceBytes && EvidenceCodec.Decode(bytes) is { } evidence
            ? Accuse(evidence, bytes)
            : null;

    /// <summary>
    /// Checks a file of <c>evidence show</c> or an item of <c>GET /v1/evidence</c>: a JSON object whose <c>proof</c> is base64url. Null when it proves nothing.
    /// </summary>
    public VerifiedEvidence? VerifyJson(JsonElement item)
    {
        var text = Proof(item);
        if (text is null || text.Length > Base64Url.EncodedLength(MaxEvidenceBytes))
        {
            return null;
        }
        var bytes = new byte[text.Length * 6L / 8];
        return Base64Url.TryDecode(text, bytes, out var written) ? Verify(bytes.AsSpan(0, written)) : null;
    }

    /// <summary>The pieces of an answer of <c>GET /v1/evidence</c> that verify.</summary>
    public ImmutableArray<VerifiedEvidence> VerifyList(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("items", out var items)
                && items.ValueKind == JsonValueKind.Array
                ? [.. items.EnumerateArray().Select(VerifyJson).OfType<VerifiedEvidence>()]
                : [];
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return [];
        }
    }

    // JSON may escape half a surrogate pair, which parses and is yet no text.
    private static string? Proof(JsonElement item)
    {
        try
        {
            return item.ValueKind == JsonValueKind.Object && item.TryGetProperty("proof", out var proof) && proof.ValueKind == JsonValueKind.String
                ? proof.GetString()
                : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>What two certified states of one height prove: everybody who signed both lied.</summary>
    public ImmutableArray<VerifiedEvidence> FromTwoStates(CertifiedState first, CertifiedState second)
    {
        var found = ImmutableArray.CreateBuilder<VerifiedEvidence>();
        foreach (var one in first.Signatures)
        {
            if (second.Signatures.FirstOrDefault(other => other.Signer == one.Signer) is { } other && other.Signature is not null)
            {
                var pair = new ConflictingAttestations(
                    new Attestation(first.State, one.Signer, one.Signature), new Attestation(second.State, other.Signer, other.Signature));
                if (Verify(EvidenceCodec.Encode(pair)) is { } evidence)
                {
                    found.Add(evidence);
                }
            }
        }
        return found.ToImmutable();
    }

    /// <summary>
    /// What a receipt that did not verify proves beside a good one of the same height: whoever signed both states lied.
    /// </summary>
    public VerifiedEvidence? FromFalseReceipt(ReadOnlySpan<byte> falseReceipt, VerifiedReceipt honest)
    {
        if (Receipt.Parse(falseReceipt) is not { } receipt || receipt.Certified.State.Height != honest.Height)
        {
            return null;
        }
        foreach (var first in receipt.Certified.Signatures)
        {
            foreach (var second in honest.Receipt.Certified.Signatures)
            {
                var evidence = new ConflictingAttestations(
                    new Attestation(receipt.Certified.State, first.Signer, first.Signature),
                    new Attestation(honest.Receipt.Certified.State, second.Signer, second.Signature));
                if (Accuse(evidence, EvidenceCodec.Encode(evidence)) is { } verified)
                {
                    return verified;
                }
            }
        }
        return null;
    }

    // Votes do not name their epoch; their signatures fit one.
    private VerifiedEvidence? Accuse(Evidence evidence, ReadOnlySpan<byte> bytes)
    {
        foreach (var era in eras.All.Reverse())
        {
            if (EvidenceCheck.Accused(evidence, era.Group, era.Members) is { IsEmpty: false } accused)
            {
                return new VerifiedEvidence(evidence, accused, bytes.ToArray()) { Epoch = era.Epoch };
            }
        }
        return null;
    }
}
