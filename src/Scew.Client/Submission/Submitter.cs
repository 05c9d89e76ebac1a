using System.Collections.Immutable;
using System.Diagnostics;
using Scew.Client.Eras;
using Scew.Client.Receipts;
using Scew.Client.Transport;
using Scew.Protocol.Api;
using Scew.Protocol.Requests;

namespace Scew.Client.Submission;

/// <summary>
/// Brings one signed request to its receipt: at one merchant, and when that one stalls, refuses or lies, with the same bytes at the next. The first receipt that
/// verifies here wins; a merchant's word alone never counts. Where the era ends meanwhile the same bytes go to the merchants of the next one.
/// </summary>
internal sealed class Submitter(EraSwitch eras, ReceiptVerifier verifier, ClientOptions options)
{
    // The silo answers 504 `pending` after 15 s.
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public async Task<SubmitOutcome> RunAsync(SignedRequest request, int first, CancellationToken cancellation)
    {
        options.Outbox?.Keep(request.Id, request.Wire.Span);
        var outcome = await AskAsync(request, first, cancellation);
        if (outcome is SubmitOutcome.NotAccepted)
        {
            options.Outbox?.Drop(request.Id);
        }
        return outcome is SubmitOutcome.Settled settled && options.Outbox?.TrySettle(request.Id, settled.Receipt.Bytes.Span) is { } failure
            ? outcome with { Warning = failure }
            : outcome;
    }

    private async Task<SubmitOutcome> AskAsync(SignedRequest request, int first, CancellationToken cancellation)
    {
        var found = new Found();
        var started = Stopwatch.GetTimestamp();
        using var rest = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var running = new List<Task<(MerchantEndpoint Merchant, MerchantAnswer Answer)>>();
        var (parts, turn) = (eras.Parts, 0);
        var check = eras.CheckWhenDue();
        try
        {
            while (Stopwatch.GetElapsedTime(started) < options.SubmitDeadline && found.Expired.Count <= parts.Era.Group.MaxFaulty)
            {
                if (check.IsFaulted)
                {
                    await check;
                }
                // A whole round without a receipt, or somebody else found out: perhaps others order by now, whose word counts alone.
                if (eras.Parts != parts || (turn > 0 && turn % parts.Merchants.Length == 0 && await eras.FollowAsync(parts, all: true, cancellation)))
                {
                    (parts, turn) = (eras.Parts, 0);
                    found.Refusals.Clear();
                    found.Expired.Clear();
                }
                running.Add(AttemptAsync(parts.At(first + turn++), request, rest.Token));
                var size = parts.Merchants.Length;
                while (running.Count > 0 && await NextAsync(running, turn < size || running.Count < size, started, cancellation) is { } finished)
                {
                    running.Remove(finished);
                    var (merchant, answer) = await finished;
                    if (await TakeAsync(found, parts, merchant, answer, request, cancellation) is { } outcome)
                    {
                        return outcome with { Complaints = found.Complaints.ToImmutable() };
                    }
                    await PauseAsync(answer, turn % size == 0, cancellation);
                }
            }
        }
        finally
        {
            await rest.CancelAsync();
        }
        // Too late to be taken now says nothing of an earlier send: that one may have its receipt already.
        if (found.Expired.Count > 0 && await eras.Parts.NeverExecuted.FindReceiptAsync(request.Id, cancellation) is { } receipt)
        {
            return new SubmitOutcome.Settled(receipt) { Complaints = found.Complaints.ToImmutable() };
        }
        return new SubmitOutcome.Unknown(request.Id, request.Payload.ValidUntilMs, found.Reason) { Complaints = found.Complaints.ToImmutable() };
    }

    // What one answer leads to; null where others have to be asked.
    private async Task<SubmitOutcome?> TakeAsync(Found found, EraParts parts, MerchantEndpoint merchant, MerchantAnswer answer, SignedRequest request, CancellationToken cancellation)
    {
        switch (answer)
        {
            case MerchantAnswer.Body body:
                var (receipt, fault) = await VerifyAsync(body.Bytes, request, cancellation);
                if (receipt is not null)
                {
                    return new SubmitOutcome.Settled(receipt);
                }
                found.Complaints.Add(new MerchantComplaint(merchant.Index, fault, body.Bytes));
                found.Reason = $"{merchant.Name}'s receipt does not verify: {fault}";
                return null;
            case MerchantAnswer.Problem problem:
                found.Reason = $"{merchant.Name} answers {problem.Code}: {problem.Detail}";
                // Of a merchant of the era before nothing is counted.
                if (parts.Merchants.Contains(merchant) && SubmitCodes.IsFinalRefusal(problem))
                {
                    found.Refusals.Add(merchant.Index);
                }
                if (parts.Merchants.Contains(merchant) && problem.Code == Codes.Expired)
                {
                    found.Expired.Add(merchant.Index);
                }
                return found.Refusals.Count > parts.Era.Group.MaxFaulty ? new SubmitOutcome.NotAccepted(request.Id, problem.Code, problem.Detail) : null;
            case MerchantAnswer.Unreachable unreachable:
                found.Reason = unreachable.Reason;
                return null;
            default:
                return null;
        }
    }

    // A receipt of an era that nobody told of yet is looked at again once that era is proven.
    private async Task<(VerifiedReceipt? Receipt, string Reason)> VerifyAsync(byte[] bytes, SignedRequest request, CancellationToken cancellation)
    {
        var parts = eras.Parts;
        if (verifier.IsOfLaterEra(bytes))
        {
            await eras.FollowAsync(parts, all: true, cancellation);
        }
        return verifier.Verify(bytes, request);
    }

    // The next attempt that ended, or null when it is time to ask one more merchant.
    private async Task<Task<(MerchantEndpoint Merchant, MerchantAnswer Answer)>?> NextAsync(
        List<Task<(MerchantEndpoint Merchant, MerchantAnswer Answer)>> running, bool hasNext, long started, CancellationToken cancellation)
    {
        var left = options.SubmitDeadline - Stopwatch.GetElapsedTime(started);
        var patience = hasNext && options.StallAfter < left ? options.StallAfter : left;
        if (patience <= TimeSpan.Zero)
        {
            return null;
        }
        try
        {
            return await Task.WhenAny(running).WaitAsync(patience, cancellation);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    private async Task<(MerchantEndpoint Merchant, MerchantAnswer Answer)> AttemptAsync(MerchantEndpoint merchant, SignedRequest request, CancellationToken cancellation)
    {
        try
        {
            return (merchant, await merchant.PostRequestAsync("/v1/requests", request.Wire, AttemptTimeout, cancellation));
        }
        catch (OperationCanceledException)
        {
            return (merchant, new MerchantAnswer.Unreachable("no longer needed"));
        }
    }

    // A round without pause over all merchants is fine; only the next round waits, or a merchant that said when to come back.
    private Task PauseAsync(MerchantAnswer answer, bool isRoundOver, CancellationToken cancellation)
    {
        var pause = answer is MerchantAnswer.Body ? TimeSpan.Zero : (answer as MerchantAnswer.Problem)?.RetryAfter ?? (isRoundOver ? Pause : TimeSpan.Zero);
        return pause > TimeSpan.Zero ? Task.Delay(pause < options.StallAfter ? pause : options.StallAfter, cancellation) : Task.CompletedTask;
    }

    private sealed class Found
    {
        public ImmutableArray<MerchantComplaint>.Builder Complaints { get; } = ImmutableArray.CreateBuilder<MerchantComplaint>();

        public HashSet<int> Refusals { get; } = [];

        public HashSet<int> Expired { get; } = [];

        public string Reason { get; set; } = "no merchant answered in time";
    }
}
