namespace Scew.Protocol.Receipts;

/// <summary>Why a receipt, a certified read or a set of statements proves nothing.</summary>
public enum ProofFault
{
    /// <summary>It is valid.</summary>
    None,

    /// <summary>Not of the canonical form.</summary>
    Malformed,

    /// <summary>The signed request inside is no request.</summary>
    Request,

    /// <summary>The signed request is for another group.</summary>
    WrongGroup,

    /// <summary>The result's index is not below the number of results.</summary>
    Index,

    /// <summary>The path does not lead from the result to the attested root.</summary>
    Path,

    /// <summary>Attested in another epoch.</summary>
    Epoch,

    /// <summary>A signer is no member or counted twice.</summary>
    Signers,

    /// <summary>Fewer members signed than are needed.</summary>
    NoQuorum,

    /// <summary>A member's signature does not verify.</summary>
    Signature,

    /// <summary>The answer is to another question: another nonce, request, register or height.</summary>
    OtherSubject,

    /// <summary>A certificate inside does not verify.</summary>
    Certificate,
}

/// <summary>Sentences of <see cref="ProofFault"/>.</summary>
public static class ProofFaults
{
    /// <summary>What is wrong, for a person.</summary>
    public static string Sentence(ProofFault fault) => fault switch
    {
        ProofFault.None => "the proof is valid",
        ProofFault.Malformed => "it is not of the canonical form",
        ProofFault.Request => "the request inside is not a well-formed signed request",
        ProofFault.WrongGroup => "it belongs to another group",
        ProofFault.Index => "the result's index is out of range",
        ProofFault.Path => "the Merkle path does not lead to the attested root",
        ProofFault.Epoch => "it was attested in another epoch",
        ProofFault.Signers => "a signer is not a member or counted twice",
        ProofFault.NoQuorum => "too few merchants signed it",
        ProofFault.Signature => "a merchant's signature does not verify",
        ProofFault.OtherSubject => "it answers another question",
        _ => "a certificate inside does not verify",
    };
}
