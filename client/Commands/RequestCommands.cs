using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json.Nodes;
using Scew.Cli.Completions;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Cli.State;
using Scew.Client.Receipts;
using Scew.Protocol;
using Scew.Protocol.Api;
using Scew.Protocol.Receipts;
using Scew.Protocol.Requests;

namespace Scew.Cli.Commands;

/// <summary><c>request list|show|wait|submit|end-unknown</c>.</summary>
internal static class RequestCommands
{
    private static readonly Argument<string> Id = new("ID") { Description = "a request's id, 43 characters" };

    public static Noun Build() => new("request", "what you signed and what came of it",
        new Verb("list", "requests without an outcome", ListAsync),
        new Verb("show", "the outcome of a request", ShowAsync, Id),
        RequestWaiting.Build(Id),
        new Verb("submit", "send a kept request once more, the same bytes", SubmitAsync, Id),
        new Verb("end-unknown", "get the receipt, or f+1 signatures that it was never executed", EndAsync, Id));

    private static async Task<CommandOutput> ListAsync(Call call, CancellationToken cancellation)
    {
        using var session = await GroupSession.OpenAsync(call, cancellation);
        var table = new TableView("request", "valid until", "operation");
        var data = new JsonArray();
        var ids = session.Outbox.PendingIds();
        foreach (var id in ids)
        {
            var request = Kept(session, id);
            var until = ReceiptViews.Time(request.Payload.ValidUntilMs);
            var operation = ReceiptViews.Operation(request.Payload.Operation);
            table.Row(id.ToString(), until, operation?["type"]?.ToString() ?? "");
            data.Add((JsonNode)new JsonObject { ["requestId"] = id.ToString(), ["validUntil"] = until, ["operation"] = operation });
        }
        return new CommandOutput(data, table.Render()) { Ids = [.. ids.Select(id => id.ToString())] };
    }

    private static async Task<CommandOutput> ShowAsync(Call call, CancellationToken cancellation)
    {
        var id = Parse(call);
        using var session = await GroupSession.OpenAsync(call, cancellation);
        if (await session.Client.FindReceiptAsync(id, cancellation) is { } receipt)
        {
            return ReceiptViews.Output(receipt, session.Client.NameAt, session.Outbox.Receipt(id) is null ? null : session.Outbox.ReceiptPath(id));
        }
        if (session.Outbox.NeverExecuted(id) is not null)
        {
            return Never(id, session.Client.Present.Merchants.Length);
        }
        if (session.Outbox.Pending(id) is null)
        {
            throw CliFault.NotFound($"nobody knows a request {id}", Suggestion.Before("scew request list", id.ToString(), call.Names.Of(NameKind.Request)));
        }
        var request = Kept(session, id);
        throw new CliFault(Codes.OutcomeUnknown, ExitCodes.OutcomeUnknown, "the outcome is unknown")
        {
            Why = "no merchant shows a receipt",
            Unchanged = "the signed request is kept",
            Retryable = true,
            Next = request.Payload.ValidUntilMs > DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() ? $"scew request submit {id}" : $"scew request end-unknown {id}",
        };
    }

    private static async Task<CommandOutput> SubmitAsync(Call call, CancellationToken cancellation)
    {
        var id = Parse(call);
        using var session = await GroupSession.OpenAsync(call, cancellation);
        if (session.Outbox.Receipt(id) is { } kept && session.Client.Verifier.Verify(kept).Receipt is { } known)
        {
            return Settled(session, known);
        }
        var receipt = await Submitting.SendAsync(call, session, Kept(session, id), cancellation);
        return ReceiptViews.Output(receipt, session.Client.NameAt, session.Outbox.ReceiptPath(id));
    }

    private static async Task<CommandOutput> EndAsync(Call call, CancellationToken cancellation)
    {
        var id = Parse(call);
        using var session = await GroupSession.OpenAsync(call, cancellation);
        if (await session.Client.FindReceiptAsync(id, cancellation) is { } known)
        {
            return Settled(session, known, session.Outbox.TrySettle(id, known.Bytes.Span) ?? "");
        }
        if (session.Outbox.Pending(id) is null && session.Outbox.NeverExecuted(id) is not null)
        {
            return Never(id, session.Client.Verifier.Group.MaxFaulty + 1);
        }
        var request = Kept(session, id);
        var (proof, receipt, reason) = await EndAsync(session, request, cancellation);
        if (receipt is not null)
        {
            return Settled(session, receipt, reason);
        }
        return proof.IsEmpty
            ? throw new CliFault(Codes.StillPossible, ExitCodes.OutcomeUnknown, "the outcome is still unknown")
            {
                Why = reason,
                Unchanged = "the signed request is kept",
                Next = $"after {ReceiptViews.Time(request.Payload.ValidUntilMs)}: scew request end-unknown {id}",
                Retryable = true,
            }
            : Never(id, proof.Length);
    }

    private static async Task<(ImmutableArray<NeverExecuted> Proof, VerifiedReceipt? Receipt, string Reason)> EndAsync(
        GroupSession session, SignedRequest request, CancellationToken cancellation)
    {
        try
        {
            return await session.Client.EndUnknownAsync(request, cancellation);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Submitting.Unknown(request, failure.Message, ExitCodes.OutcomeUnknown);
        }
    }

    // As when the request was first sent: a refusal is exit code 5, however often it is asked for.
    public static CommandOutput Settled(GroupSession session, VerifiedReceipt receipt, string warning = "") =>
        ReceiptViews.Output(Submitting.Succeeded(session, receipt), session.Client.NameAt, session.Outbox.ReceiptPath(receipt.RequestId)) with
        {
            Warnings = warning.Length > 0 ? [warning] : [],
        };

    public static CommandOutput Never(Digest id, int signers) => new(
        new JsonObject { ["requestId"] = id.ToString(), ["outcome"] = "never-executed", ["signatures"] = signers },
        CommandOutput.Facts(("request", id.ToString()), ("outcome", "never executed, and no block can hold it any more"), ("proof", "f+1 merchants signed it; verified here")))
    {
        Ids = [id.ToString()],
    };

    private static SignedRequest Kept(GroupSession session, Digest id)
    {
        if (session.Outbox.Pending(id) is not { } wire)
        {
            throw CliFault.NotFound($"the outbox holds no request {id}", "scew request list");
        }
        var read = session.Client.Verifier.Read(wire);
        return read.Request is { } request && request.Id == id
            ? request
            : throw new CliFault(Codes.BadFile, ExitCodes.General, $"the kept request {id} is damaged") { Why = read.Request is null ? read.Message : "it holds another request" };
    }

    public static Digest Parse(Call call) =>
        Digest.TryParse(call.Value(Id), out var id) ? id : throw CliFault.Usage($"'{call.Value(Id)}' is no request id", "scew request list");
}
