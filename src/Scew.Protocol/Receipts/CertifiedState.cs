using System.Collections.Immutable;
using Scew.Protocol.Json;
using Scew.Protocol.Ordering;

namespace Scew.Protocol.Receipts;

/// <summary>An attested state with the signatures of members, signers strictly rising: of n-f where receipts and certified reads hang on it, of f+1 at least in an anchor of a state transfer.</summary>
public sealed record CertifiedState(AttestedState State, ImmutableArray<MemberSignature> Signatures)
{
    /// <summary>Most bytes of the JSON form.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>The attestations, one of each signer.</summary>
    public ImmutableArray<Attestation> Attestations => [.. Signatures.Select(one => new Attestation(State, one.Signer, one.Signature))];

    /// <summary>A certified state from equal attestations of distinct members.</summary>
    public static CertifiedState From(IEnumerable<Attestation> equalAttestations)
    {
        var sorted = equalAttestations.OrderBy(attestation => attestation.Signer).ToList();
        Invariant.Require(sorted.Count > 0 && sorted.TrueForAll(attestation => attestation.State == sorted[0].State), "attestations are equal");
        return new CertifiedState(sorted[0].State, [.. sorted.Select(attestation => new MemberSignature(attestation.Signer, attestation.Signature))]);
    }

    /// <summary>The canonical JSON.</summary>
    public byte[] Encode()
    {
        var json = new JsonWriter(1024);
        json.StartObject().Name("attestations");
        ProofJson.Signatures(json, Signatures);
        json.Name("state");
        ProofJson.State(json, State);
        return json.Name("version").Number(1).EndObject().ToArray();
    }

    /// <summary>Reads exactly what <see cref="Encode"/> wrote; null for anything else. Proves nothing yet.</summary>
    public static CertifiedState? Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaxBytes)
        {
            return null;
        }
        var cursor = new JsonCursor(bytes);
        cursor.Expect('{');
        cursor.Name("attestations"u8);
        var signatures = ProofJson.Signatures(ref cursor);
        cursor.Next("state"u8);
        var state = ProofJson.State(ref cursor);
        cursor.Next("version"u8);
        var version = cursor.Number();
        cursor.Expect('}');
        if (!cursor.Complete || version != 1)
        {
            return null;
        }
        var read = new CertifiedState(state, signatures);
        return read.Encode().AsSpan().SequenceEqual(bytes) ? read : null;
    }

    /// <summary>Checks signers, quorum and signatures in the group of this epoch.</summary>
    public ProofFault Check(Group group, IMemberVerifier verifier) => Check(group, verifier, group.Quorum);

    /// <summary>The same where <paramref name="needed"/> distinct members are enough. One signature that does not fit is a fault, however many do.</summary>
    public ProofFault Check(Group group, IMemberVerifier verifier, int needed)
    {
        var last = -1;
        foreach (var signature in Signatures)
        {
            if (signature.Signer <= last || signature.Signer >= group.Size)
            {
                return ProofFault.Signers;
            }
            last = signature.Signer;
        }
        if (State.Epoch != group.Epoch)
        {
            return ProofFault.Epoch;
        }
        if (Signatures.Length < needed)
        {
            return ProofFault.NoQuorum;
        }
        var message = State.SigningBytes(group.Genesis);
        foreach (var signature in Signatures)
        {
            if (!verifier.Verify(signature.Signer, message, signature.Signature))
            {
                return ProofFault.Signature;
            }
        }
        return ProofFault.None;
    }
}
