namespace Scew.Protocol.Requests;

/// <summary>Bounds of requests; rules of validity, so the same at every replica.</summary>
public static class RequestLimits
{
    /// <summary>Most bytes of a request on the wire that carries neither an envelope nor the tokens of a range.</summary>
    public const int MaxPlainBytes = 64 * 1024;

    /// <summary>Most bytes of any request on the wire.</summary>
    public const int MaxWireBytes = 192 * 1024;

    /// <summary>
    /// Most bytes of an envelope to the secure modules. It stands in base64url in the payload, which stands in base64url on the wire: nine bytes become sixteen, and the operation needs room.
    /// </summary>
    public const int MaxEnvelopeBytes = 107 * 1024;

    /// <summary>Most bytes of a ciphertext or record: additive at 3072 bits.</summary>
    public const int MaxCiphertextBytes = 768;

    /// <summary>Most bytes of a token.</summary>
    public const int MaxTokenBytes = 281;

    /// <summary>Most bytes of a Paillier key's public half, at 3072 bits.</summary>
    public const int MaxPublicKeyBytes = 1153;

    /// <summary>Most bytes of the proof about a modulus, at 3072 bits.</summary>
    public const int MaxProofBytes = 8 * 384;

    /// <summary>Most bytes of a sealed Paillier key.</summary>
    public const int MaxSealedKeyBytes = 512;

    /// <summary>Bytes of a published encryption key: an uncompressed point of P-256.</summary>
    public const int EncryptionKeyBytes = 65;

    /// <summary>Most writers, and most readers, of a variable.</summary>
    public const int MaxNamed = 16;

    /// <summary>Most accounts in <c>by</c>.</summary>
    public const int MaxSigners = 16;

    /// <summary>Most legs of an atomic transfer.</summary>
    public const int MaxLegs = 64;

    /// <summary>Most updates of a conditional update.</summary>
    public const int MaxUpdates = 64;

    /// <summary>Most operations of a transaction.</summary>
    public const int MaxOperations = 256;

    /// <summary>Most ids of a range query.</summary>
    public const int MaxIds = 100;

    /// <summary>Most wallets of a ledger page.</summary>
    public const int MaxPage = 100;

    /// <summary>Most inputs of a transition.</summary>
    public const int MaxInputs = 32;

    /// <summary>Most UTF-8 bytes of a text input.</summary>
    public const int MaxTextBytes = 1024;

    /// <summary>Most UTF-8 bytes of a machine's text.</summary>
    public const int MaxMachineBytes = 32 * 1024;

    /// <summary>Most calls and payments that one step of an asset may lead to, those of called assets included.</summary>
    public const int MaxCalls = 8;

    /// <summary>Most allowances of one step.</summary>
    public const int MaxAllowances = 8;

    /// <summary>Bytes of a nonce.</summary>
    public const int NonceBytes = 16;
}
