namespace Scew.Protocol.Ordering;

/// <summary>Why a certificate is refused.</summary>
public enum CertificateFault
{
    /// <summary>It is valid.</summary>
    None,

    /// <summary>A signer is no current member, or signers do not rise strictly.</summary>
    Signers,

    /// <summary>Fewer than n-f members signed.</summary>
    NoQuorum,

    /// <summary>A signature does not verify over the statement in this genesis and epoch.</summary>
    Signature,
}

/// <summary>The one check of certificates: same bytes, distinct current members, quorum, right epoch and view.</summary>
public static class CertificateCheck
{
    /// <summary>Checks <paramref name="certificate"/> against <paramref name="group"/>; epoch, view, height and block are under every signature.</summary>
    public static CertificateFault Check(Certificate certificate, Group group, IMemberVerifier verifier)
    {
        var last = -1;
        foreach (var signature in certificate.Signatures)
        {
            if (signature.Signer <= last || signature.Signer >= group.Size)
            {
                return CertificateFault.Signers;
            }
            last = signature.Signer;
        }
        if (certificate.Signatures.Length < group.Quorum)
        {
            return CertificateFault.NoQuorum;
        }
        var message = certificate.Statement.SigningBytes(group.Genesis, group.Epoch);
        foreach (var signature in certificate.Signatures)
        {
            if (!verifier.Verify(signature.Signer, message, signature.Signature))
            {
                return CertificateFault.Signature;
            }
        }
        return CertificateFault.None;
    }
}
