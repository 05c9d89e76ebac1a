using Scew.Client.Eras;
using Scew.Client.Transport;

namespace Scew.Client.Reads;

/// <summary>
/// What one merchant showed, checked; or why it is of no use. <paramref name="RetryAfter"/>: when the same merchant may know better, null where asking again is of no use.
/// </summary>
internal sealed record PageAnswer(IReadOnlyList<RegisterRead>? Page, string Reason = "", bool Unverified = false, TimeSpan? RetryAfter = null)
{
    /// <summary>What the failure tells of a turn of eras.</summary>
    public TurnSign Sign { get; init; }

    /// <summary>An answer that is no body.</summary>
    public static PageAnswer Of(MerchantEndpoint merchant, MerchantAnswer answer) => answer switch
    {
        MerchantAnswer.Problem problem => new PageAnswer(null, $"{merchant.Name} answers {problem.Code}: {problem.Detail}", RetryAfter: problem.RetryAfter) { Sign = SignOf(answer) },
        MerchantAnswer.Unreachable unreachable => new PageAnswer(null, unreachable.Reason) { Sign = SignOf(answer) },
        _ => new PageAnswer(null, $"{merchant.Name}'s answer does not verify", Unverified: true),
    };

    private static TurnSign SignOf(MerchantAnswer answer) => answer.MayPass ? TurnSign.Cut : TurnSign.None;
}
