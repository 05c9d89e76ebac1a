using System.Collections.Immutable;
using System.Diagnostics;
using Scew.Client.Receipts;
using Scew.Client.Transport;
using Scew.Protocol.Api;
using Scew.Protocol.Requests;

namespace Scew.Client.Submission;

/// <summary>
/// Brings one signed request to its receipt: at one merchant, and when that one stalls, refuses or lies, with the same bytes at the next. The first receipt that
/// verifies here wins; a merchant's word alone never counts.
/// </summary>
internal sealed class Submitter(
    IReadOnlyList<MerchantEndpoint> merchants, ReceiptVerifier verifier, int maxFaulty, ClientOptions options, NeverExecutedQuery receipts)
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
        var complaints = ImmutableArray.CreateBuilder<MerchantComplaint>();
        var refusals = new Dictionary<int, MerchantAnswer.Problem>();
        var expired = new HashSet<int>();
        var reason = "no merchant answered in time";
        var started = Stopwatch.GetTimestamp();
        using var rest = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var running = new List<Task<(int Merchant, MerchantAnswer Answer)>>();
        var turn = 0;
        try
        {
            while (Stopwatch.GetElapsedTime(started) < options.SubmitDeadline && expired.Count <= maxFaulty)
            {
                var merchant = (first + turn++) % merchants.Count;
                running.Add(AttemptAsync(merchant, request, rest.Token));
                while (running.Count > 0 && await NextAsync(running, turn, started, cancellation) is { } finished)
                {
                    running.Remove(finished);
                    var (from, answer) = await finished;
                    switch (answer)
                    {
                        case MerchantAnswer.Body body:
                            var check = verifier.Verify(body.Bytes, request);
                            if (check.Receipt is not null)
                            {
                                return new SubmitOutcome.Settled(check.Receipt) { Complaints = complaints.ToImmutable() };
                            }
                            complaints.Add(new MerchantComplaint(from, check.Reason, body.Bytes));
                            reason = $"{merchants[from].Name}'s receipt does not verify: {check.Reason}";
                            break;
                        case MerchantAnswer.Problem problem:
                            reason = $"{merchants[from].Name} answers {problem.Code}: {problem.Detail}";
                            if (SubmitCodes.IsFinalRefusal(problem))
                            {
                                refusals[from] = problem;
                            }
                            if (refusals.Count > maxFaulty)
                            {
                                return new SubmitOutcome.NotAccepted(request.Id, problem.Code, problem.Detail) { Complaints = complaints.ToImmutable() };
                            }
                            if (problem.Code == Codes.Expired)
                            {
                                expired.Add(from);
                            }
                            await PauseAsync(problem, turn, cancellation);
                            break;
                        case MerchantAnswer.Unreachable unreachable:
                            reason = unreachable.Reason;
                            await PauseAsync(null, turn, cancellation);
                            break;
                    }
                }
            }
        }
        finally
        {
            await rest.CancelAsync();
        }
        // Too late to be taken now says nothing of an earlier send: that one may have its receipt already.
        if (expired.Count > 0 && await receipts.FindReceiptAsync(request.Id, cancellation) is { } found)
        {
            return new SubmitOutcome.Settled(found) { Complaints = complaints.ToImmutable() };
        }
        return new SubmitOutcome.Unknown(request.Id, request.Payload.ValidUntilMs, reason) { Complaints = complaints.ToImmutable() };
    }

    // The next attempt that ended, or null when it is time to ask one more merchant.
    private async Task<Task<(int Merchant, MerchantAnswer Answer)>?> NextAsync(
        List<Task<(int Merchant, MerchantAnswer Answer)>> running, int turn, long started, CancellationToken cancellation)
    {
        var left = options.SubmitDeadline - Stopwatch.GetElapsedTime(started);
        var patience = turn < merchants.Count && options.StallAfter < left ? options.StallAfter : left;
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

    private async Task<(int Merchant, MerchantAnswer Answer)> AttemptAsync(int merchant, SignedRequest request, CancellationToken cancellation)
    {
        try
        {
            return (merchant, await merchants[merchant].PostRequestAsync("/v1/requests", request.Wire, AttemptTimeout, cancellation));
        }
        catch (OperationCanceledException)
        {
            return (merchant, new MerchantAnswer.Unreachable("no longer needed"));
        }
    }

    // A round without pause over all merchants is fine; only the next round waits, or a merchant that said when to come back.
    private Task PauseAsync(MerchantAnswer.Problem? problem, int turn, CancellationToken cancellation)
    {
        var pause = problem?.RetryAfter ?? (turn % merchants.Count == 0 ? Pause : TimeSpan.Zero);
        return pause > TimeSpan.Zero ? Task.Delay(pause < options.StallAfter ? pause : options.StallAfter, cancellation) : Task.CompletedTask;
    }
}
