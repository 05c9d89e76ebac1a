using System.Globalization;
using Orleans;
using Scew.Grains;
using Scew.Protocol;
using Scew.Protocol.Api;
using Scew.Protocol.Requests;
using Scew.Silo.Hosting;
using Scew.Silo.Limits;

namespace Scew.Silo.Http;

/// <summary>Submission and receipts.</summary>
internal sealed class RequestEndpoints(IGrainFactory grains, RequestBook book, ReceiptBook receipts, StoredReceipts stored, Readiness readiness, RequestGate gate)
{
    /// <summary>How long a submission waits for its receipt; afterwards the outcome is unknown to the caller, and the same bytes may be sent again.</summary>
    private static readonly TimeSpan ReceiptLimit = TimeSpan.FromSeconds(15);

    private readonly IIngressGrain _ingress = grains.GetGrain<IIngressGrain>(GrainKeys.Ingress);

    public async Task<IResult> SubmitAsync(HttpContext http)
    {
        if (!readiness.Started)
        {
            return Problems.Of(Codes.Unavailable, "this silo is starting", 500);
        }
        if (await RequestBody.ReadAsync(http) is not { } wire)
        {
            gate.ChargeBad(http);
            return Problems.Of(Codes.TooLarge, $"a request has at most {RequestLimits.MaxWireBytes} bytes");
        }
        var admission = await _ingress.SubmitAsync(wire);
        if (admission.RequestId is null)
        {
            // No id: the bytes are no request, or a signature of them does not verify.
            gate.ChargeBad(http);
        }
        var id = admission.RequestId is null ? default : new Digest(admission.RequestId);
        if ((admission.Executed || admission.Code == Codes.Expired) && !receipts.IsExecuted(id) && await stored.FindAsync(id, http.RequestAborted) is { } old)
        {
            return Result(old.Bytes);
        }
        if (admission.Executed && !receipts.IsExecuted(id) && await stored.IsPrunedAsync(id))
        {
            return Pruned();
        }
        if (admission.Code != Codes.Ok)
        {
            return Problems.Of(admission.Code, admission.Message, admission.Code == Codes.Busy ? 1000 : 0);
        }
        return await WaitAsync(id, !admission.Executed, http.RequestAborted);
    }

    public async Task<IResult> ReceiptAsync(string requestId, HttpContext http)
    {
        if (!Digest.TryParse(requestId, out var id))
        {
            return Problems.Of(Codes.BadId, "a request id is 43 characters of base64url");
        }
        if (receipts.Find(id) is { Receipt: { } recent })
        {
            return new BytesResult(recent);
        }
        // Whoever waits for a receipt asks often: what is in memory answers that. The book keeps requests for some heights after their execution.
        if (book.IsPinned(id) && !receipts.IsExecuted(id) && !(await grains.GetGrain<ILedgerGrain>(GrainKeys.Ledger).ExecutedAsync(id.ToArray()))[0])
        {
            return Problems.Of(Codes.StillPossible, "this merchant holds the request and has executed no block with it", 200);
        }
        // A merchant that was away has the height before it has the others' attestations of it, in memory or on disk.
        var old = await stored.FindAsync(id, http.RequestAborted);
        if (old is null && await stored.IsPrunedAsync(id))
        {
            return Pruned();
        }
        return old is not null || receipts.IsExecuted(id) ? Result(old?.Bytes) : await NoResultAsync();
    }

    private async Task<IResult> NoResultAsync()
    {
        var held = await stored.BaseHeightAsync();
        return Problems.Of(Codes.NotFound, "this merchant has no result for that request" + (held == 0 ? "" : string.Create(
            CultureInfo.InvariantCulture, $"; it holds those above height {held}, and for an older one ask another merchant, or use your file")));
    }

    private static IResult Pruned() =>
        Problems.Of(Codes.Pruned, "executed at a height whose results this merchant does not hold; ask another merchant, or use your file");

    private static IResult Result(byte[]? receipt) =>
        receipt is not null ? new BytesResult(receipt) : Problems.Of(Codes.OutcomeUnknown, "executed; n-f merchants have not attested it yet", 200);

    private async Task<IResult> WaitAsync(Digest id, bool taken, CancellationToken aborted)
    {
        if (receipts.Find(id) is not { } answer)
        {
            using var wait = readiness.Wait(ReceiptLimit, aborted);
            answer = await receipts.WaitAsync(id, taken, wait.Token);
        }
        return answer.Receipt is { } receipt
            ? new BytesResult(receipt)
            : Problems.Of(answer.Code, Sentence(answer.Code), answer.RetryMs);
    }

    private static string Sentence(string code) => code switch
    {
        Codes.OutcomeUnknown => "no receipt yet: the outcome is unknown; send the same bytes again, here or at another merchant",
        Codes.Busy => "this merchant's share of the pool is full",
        _ => "the request's validity ended before a block held it",
    };
}
