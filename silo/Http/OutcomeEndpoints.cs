using Orleans;
using Scew.Consensus;
using Scew.Grains;
using Scew.Protocol.Api;
using Scew.Protocol.Receipts;
using Scew.Protocol.Requests;
using Scew.Silo.Hosting;
using Scew.Silo.Limits;
using Scew.Storage;

namespace Scew.Silo.Http;

/// <summary>The end of an unknown outcome: a signed "never executed", only on a final, executed height at or after the end of the request's validity.</summary>
internal sealed class OutcomeEndpoints(
    IGrainFactory grains, LedgerReads reads, ReceiptBook receipts, IReplicaStore store, MerchantContext merchant, ReplicaInbox inbox, TimeProvider time, Readiness readiness, RequestGate gate)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The body is the signed request itself: its id and its end of validity come from what was signed, never from what a caller claims.
    /// </summary>
    public async Task<IResult> NeverExecutedAsync(HttpContext http)
    {
        if (await RequestBody.ReadAsync(http) is not { } wire)
        {
            return Problems.Of(Codes.TooLarge, $"a request has at most {RequestLimits.MaxWireBytes} bytes");
        }
        var parsed = RequestParser.Parse(wire, merchant.Group.Genesis, merchant.Accounts);
        if (parsed.Request is not { } request)
        {
            gate.ChargeBad(http);
            return Problems.Of(parsed.Code, parsed.Message);
        }
        var until = request.Payload.ValidUntilMs;
        var wait = until - time.GetUtcNow().ToUnixTimeMilliseconds();
        if (wait > 0)
        {
            return Problems.Of(Codes.StillPossible, "the request can still be executed until its validity ends", wait);
        }
        inbox.Post(new EndUnknownAsked(until));
        var asked = time.GetTimestamp();
        do
        {
            if (receipts.IsExecuted(request.Id) || await store.FindExecutedAsync(request.Id) is not null)
            {
                return Problems.Of(Codes.Executed, "the request was executed; ask for its receipt");
            }
            if (await reads.HeadAsync() is { } head && head.TimeMs >= until)
            {
                return await StatementAsync(request, head.Height);
            }
            await Task.Delay(Poll, http.RequestAborted);
        }
        while (time.GetElapsedTime(asked) < Limit && !readiness.Ended.IsCancellationRequested);
        return Problems.Of(Codes.StillPossible, "no final block has passed the end of the request's validity yet", 1000);
    }

    private async Task<IResult> StatementAsync(SignedRequest request, long height)
    {
        var id = request.Id;
        if (await store.ReadBaseAsync() is { } start && merchant.Window.At(start.Head.State.TimeMs, request.Payload) != Validity.NotYetValid)
        {
            // A block at or below the base can have held it, and not all ids of those are known here.
            return Problems.Of(Codes.Pruned, "the request can have been executed at a height whose results this merchant does not hold; ask another merchant");
        }
        // The head passed the end of validity, so a block that held the request is executed by now: this look decides.
        var executed = await grains.GetGrain<ILedgerGrain>(GrainKeys.Ledger).ExecutedAsync(id.ToArray());
        if (executed[0] || receipts.IsExecuted(id) || await store.FindExecutedAsync(id) is not null)
        {
            return Problems.Of(Codes.Executed, "the request was executed; ask for its receipt");
        }
        if (merchant.SilentBecause is { } reason)
        {
            return Problems.Of(Codes.Unavailable, "this merchant signs nothing for now: " + reason, 5000);
        }
        var statement = new NeverExecutedStatement(id, height);
        var signature = merchant.Sign(statement.SigningBytes(merchant.Group.Genesis, merchant.Group.Epoch));
        return new BytesResult(new NeverExecuted(statement, merchant.Self, signature).Encode());
    }
}
