using System.Collections.Immutable;
using Scew.Protocol.Ordering;

namespace Scew.Protocol.Receipts;

/// <summary>An attested state with the signatures of n-f members, signers strictly rising: what receipts and certified reads hang on.</summary>
public sealed record CertifiedState(AttestedState State, ImmutableArray<MemberSignature> Signatures)
{
    /// <summary>A certified state from equal attestations of distinct members.</summary>
    public static CertifiedState From(IEnumerable<Attestation> equalAttestations)
    {
        var sorted = equalAttestations.OrderBy(attestation => attestation.Signer).ToList();
        Invariant.Require(sorted.Count > 0 && sorted.TrueForAll(attestation => attestation.State == sorted[0].State), "attestations are equal");
        return new CertifiedState(sorted[0].State, [.. sorted.Select(attestation => new MemberSignature(attestation.Signer, attestation.Signature))]);
    }

    /// <summary>Checks signers, quorum and signatures in the group of this epoch.</summary>
    public ProofFault Check(Group group, IMemberVerifier verifier)
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
        if (Signatures.Length < group.Quorum)
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
