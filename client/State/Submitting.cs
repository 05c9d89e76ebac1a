using System.Globalization;
using System.Text.Json.Nodes;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Client.Eras;
using Scew.Client.Receipts;
using Scew.Client.Submission;
using Scew.Keys;
using Scew.Protocol.Api;
using Scew.Protocol.Requests;

namespace Scew.Cli.State;

/// <summary>From an operation to a verified receipt, telling the stages on stderr; every other end is a fault with the way on.</summary>
internal static class Submitting
{
    public static async Task<VerifiedReceipt> RunAsync(
        Call call, GroupSession session, Operation operation, IReadOnlyList<SigningKey> keys, CancellationToken cancellation)
    {
        RequireUse(session, keys);
        if (call.IsDryRun)
        {
            throw DryRun.Of(session, operation, keys);
        }
        Confirm(call, session, operation);
        var made = RequestSigner.Sign(session.Client.Verifier.Group.Genesis, operation, session.Client.ValidUntil(keys.Count), [.. keys]);
        if (made.Request is not { } request)
        {
            throw new CliFault(made.Code, (int)CodeRegistry.Get(made.Code).ExitCode, "the request cannot be made") { Why = made.Message, Unchanged = "nothing was sent" };
        }
        call.Printer.Note($"signed    {request.Id}");
        return await SendAsync(call, session, request, cancellation);
    }

    /// <summary>In a group that is not marked dev it is said on every request, and a large payment is confirmed.</summary>
    private static void Confirm(Call call, GroupSession session, Operation operation)
    {
        if (session.Genesis.Dev)
        {
            return;
        }
        call.Printer.Note($"{Marks.Prod}      group {session.Genesis.Name} of profile {session.Profile.Name} is no development group");
        if (operation is Transfer pay && pay.Amount > session.Profile.ConfirmAbove)
        {
            var amount = pay.Amount.ToString(CultureInfo.InvariantCulture);
            Confirmation.Require(call, $"{Marks.Prod}: {amount} from {pay.From} to {pay.To}", amount);
        }
    }

    /// <summary>A key whose seed is public signs nowhere else.</summary>
    public static void RequireUse(GroupSession session, IReadOnlyList<SigningKey> keys)
    {
        foreach (var key in keys)
        {
            if (DevKeys.Refusal(session.Genesis, key.IsDev) is { } refusal)
            {
                throw new CliFault(Codes.NotPermitted, ExitCodes.Locked, "a development key signs only in a development group") { Why = refusal, Unchanged = "nothing was sent" };
            }
        }
    }

    /// <summary>Sends bytes that are signed already, perhaps once more.</summary>
    public static async Task<VerifiedReceipt> SendAsync(Call call, GroupSession session, SignedRequest request, CancellationToken cancellation)
    {
        // Until here nothing was sent, so a refusing disk is an ordinary failure. From here on every failure leaves an outcome that somebody has to ask for.
        session.Outbox.Keep(request.Id, request.Wire.Span);
        var stages = new SubmitStages(call.Printer);
        try
        {
            stages.Signed();
            var outcome = await session.Client.SubmitAsync(request, Random.Shared.Next(session.Client.Merchants.Length), stages, cancellation);
            End(stages, session, outcome);
            return Receipt(call, session, request, outcome);
        }
        catch (OperationCanceledException)
        {
            throw Unknown(request, "interrupted while waiting", ExitCodes.Interrupted);
        }
        catch (Exception failure) when (failure is not (CliFault or GroupForkException))
        {
            throw Unknown(request, failure.Message, ExitCodes.OutcomeUnknown);
        }
        finally
        {
            stages.End(null, 0);
        }
    }

    /// <summary>The last stages, of what was verified here; none where nothing was.</summary>
    public static void End(SubmitStages stages, GroupSession session, SubmitOutcome outcome)
    {
        var receipt = (outcome as SubmitOutcome.Settled)?.Receipt;
        stages.End(receipt, receipt is null ? 0 : session.Client.Eras.At(receipt.Epoch)!.Group.Size);
    }

    /// <summary>The receipt of an operation that succeeded; a refusal is the same fault whenever it is seen.</summary>
    public static VerifiedReceipt Succeeded(GroupSession session, VerifiedReceipt receipt) => receipt.Succeeded ? receipt : throw Refusals.Fault(receipt, session.Outbox.ReceiptPath(receipt.RequestId), session.Names);

    private static VerifiedReceipt Receipt(Call call, GroupSession session, SignedRequest request, SubmitOutcome outcome)
    {
        Tell(call, session, outcome);
        switch (outcome)
        {
            case SubmitOutcome.Settled { Receipt: var receipt }:
                return Succeeded(session, receipt);
            case SubmitOutcome.NotAccepted refused:
                throw NotAccepted(refused);
            default:
                throw Unknown(request, ((SubmitOutcome.Unknown)outcome).Reason, ExitCodes.OutcomeUnknown);
        }
    }

    /// <summary>What came of a request, on stderr: warnings, answers that did not verify, and where its receipt is.</summary>
    public static void Tell(Call call, GroupSession session, SubmitOutcome outcome)
    {
        if (outcome.Warning is { } warning)
        {
            call.Printer.Warning(warning);
        }
        foreach (var complaint in outcome.Complaints)
        {
            call.Printer.Note($"refused   an answer of merchant {session.Client.NameOf(complaint.Merchant)}: {complaint.Reason}");
        }
        if (outcome is not SubmitOutcome.Settled { Receipt: var receipt })
        {
            return;
        }
        call.Printer.Note($"verified  height {receipt.Height}.{receipt.Index}, attested by {Names(session, receipt)}");
        if (!receipt.Succeeded)
        {
            call.Printer.Note($"receipt   {session.Outbox.ReceiptPath(receipt.RequestId)}");
        }
    }

    /// <summary>The bytes are no request that a block may hold.</summary>
    public static CliFault NotAccepted(SubmitOutcome.NotAccepted refused) => new(refused.Code, (int)CodeRegistry.Get(refused.Code).ExitCode, "no merchant accepts the request")
    {
        Why = refused.Reason,
        Unchanged = "nothing was executed",
        Details = new JsonObject { ["requestId"] = refused.RequestId.ToString() },
    };

    public static string Names(GroupSession session, VerifiedReceipt receipt) => string.Join(", ", receipt.Signers.Select(signer => session.Client.NameAt(signer, receipt.Epoch)));

    /// <summary>Nobody here knows what came of a request that may have been sent, and how to find out.</summary>
    public static CliFault Unknown(SignedRequest request, string reason, int exitCode) => new(Codes.OutcomeUnknown, exitCode, "the outcome is unknown")
    {
        Why = reason,
        Unchanged = "the signed request is kept; sending it again cannot execute it twice",
        Next = request.Payload.ValidUntilMs > DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() ? $"scew request submit {request.Id}" : $"scew request end-unknown {request.Id}",
        Retryable = true,
        Details = new JsonObject { ["requestId"] = request.Id.ToString(), ["validUntil"] = request.Payload.ValidUntilMs },
    };
}
