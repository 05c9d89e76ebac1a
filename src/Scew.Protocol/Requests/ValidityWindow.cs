namespace Scew.Protocol.Requests;

/// <summary>How a block's time judges a request's <c>validUntil</c>.</summary>
public enum Validity
{
    /// <summary>time &lt; validUntil &lt;= time + window.</summary>
    Valid,

    /// <summary>validUntil is at or before the time: never again.</summary>
    Expired,

    /// <summary>validUntil lies beyond the window: a pool holds the request until then.</summary>
    NotYetValid,
}

/// <summary>Windows of a group: <paramref name="OneMs"/> for one signer, <paramref name="SeveralMs"/> for several.</summary>
public readonly record struct ValidityWindow(long OneMs, long SeveralMs)
{
    /// <summary>Judges <paramref name="payload"/> at the time of a block, Unix milliseconds.</summary>
    public Validity At(long timeMs, RequestPayload payload) => At(timeMs, payload.ValidUntilMs, payload.By.Length);

    /// <summary>Judges an end of validity of a request with <paramref name="signers"/> signers.</summary>
    public Validity At(long timeMs, long validUntilMs, int signers)
    {
        if (validUntilMs <= timeMs)
        {
            return Validity.Expired;
        }
        return validUntilMs - timeMs <= (signers > 1 ? SeveralMs : OneMs) ? Validity.Valid : Validity.NotYetValid;
    }
}
