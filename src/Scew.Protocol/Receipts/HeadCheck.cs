using Scew.Protocol.Ordering;

namespace Scew.Protocol.Receipts;

/// <summary>Linearizable reads: n-f members' answers to one nonce give a height at or above which the state must be read.</summary>
public static class HeadCheck
{
    /// <summary>Checks one answer: nonce, member, signature, and a notarization or finalization of exactly the block that it names.</summary>
    public static ProofFault Check(HeadAnswer answer, string nonce, Group group, IMemberVerifier verifier)
    {
        if (answer.Statement.Nonce != nonce)
        {
            return ProofFault.OtherSubject;
        }
        if (answer.Signer < 0 || answer.Signer >= group.Size)
        {
            return ProofFault.Signers;
        }
        var head = answer.Statement.Head;
        if (answer.Certificate is null)
        {
            // The block on which the era stands needs no proof: whoever knows the group knows it.
            if (head != group.Start)
            {
                return ProofFault.Certificate;
            }
        }
        else if (answer.Certificate is var certificate && (head.Height <= group.Start.Height || certificate.Statement.Kind == StatementKind.Nullify
            || certificate.Statement != new Statement(certificate.Statement.Kind, head.View, head.Height, head.Hash)
            || CertificateCheck.Check(certificate, group, verifier) != CertificateFault.None))
        {
            return ProofFault.Certificate;
        }
        return verifier.Verify(answer.Signer, answer.Statement.SigningBytes(group.Genesis, group.Epoch), answer.Signature) ? ProofFault.None : ProofFault.Signature;
    }

    /// <summary>The highest proven height when n-f distinct members answered validly; null while too few did. Invalid answers do not count.</summary>
    public static long? Highest(IEnumerable<HeadAnswer> answers, string nonce, Group group, IMemberVerifier verifier)
    {
        var members = new SortedSet<int>();
        var highest = 0L;
        foreach (var answer in answers)
        {
            if (Check(answer, nonce, group, verifier) == ProofFault.None)
            {
                members.Add(answer.Signer);
                highest = Math.Max(highest, answer.Statement.Head.Height);
            }
        }
        return members.Count >= group.Quorum ? highest : null;
    }
}
