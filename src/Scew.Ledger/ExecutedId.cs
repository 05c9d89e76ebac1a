using Scew.Protocol;
using Scew.Protocol.Requests;

namespace Scew.Ledger;

/// <summary>An id that was executed and until when it has to be remembered, Unix milliseconds.</summary>
public readonly record struct ExecutedId(Digest Id, long RememberUntilMs)
{
    /// <summary>The end of the request's validity and one window more.</summary>
    public static long RememberUntil(ValidityWindow window, RequestPayload payload) =>
        payload.ValidUntilMs + (payload.By.Length > 1 ? window.SeveralMs : window.OneMs);
}
