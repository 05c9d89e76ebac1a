using System.Collections.Immutable;
using Scew.Client.Receipts;
using Scew.Protocol;

namespace Scew.Client.Submission;

/// <summary>What is known about a submitted request: settled, not accepted, or unknown. Never a guess.</summary>
public abstract record SubmitOutcome(Digest RequestId)
{
    /// <summary>Merchants whose answers did not verify on the way.</summary>
    public ImmutableArray<MerchantComplaint> Complaints { get; init; } = [];

    /// <summary>What went wrong on this machine although the outcome is known, or null: the receipt could not be written down.</summary>
    public string? Warning { get; init; }

    /// <summary>Executed, successfully or with a refusal of the contract: the receipt was verified here.</summary>
    public sealed record Settled(VerifiedReceipt Receipt) : SubmitOutcome(Receipt.RequestId);

    /// <summary>
    /// f+1 merchants say that these bytes are no request that a block may hold, so at least one correct merchant does. Nothing was executed.
    /// </summary>
    public sealed record NotAccepted(Digest RequestId, string Code, string Reason) : SubmitOutcome(RequestId);

    /// <summary>
    /// It may have been executed or may still be. The same request can be sent again until <paramref name="ValidUntilMs"/>; after that f+1 merchants can sign that it
    /// was never executed.
    /// </summary>
    public sealed record Unknown(Digest RequestId, long ValidUntilMs, string Reason) : SubmitOutcome(RequestId);
}
