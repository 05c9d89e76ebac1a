namespace Scew.Protocol.Requests;

/// <summary>Bounds of requests; rules of validity, so the same at every replica.</summary>
public static class RequestLimits
{
    /// <summary>Most bytes of a request on the wire.</summary>
    public const int MaxWireBytes = 64 * 1024;

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
