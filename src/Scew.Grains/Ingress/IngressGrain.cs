using Orleans;
using Orleans.Concurrency;
using Scew.Consensus;
using Scew.Grains.Watching;
using Scew.Protocol.Api;
using Scew.Protocol.Requests;

namespace Scew.Grains;

/// <summary>Shape and signatures off the turn, exactly-once early, then the replica's inbox.</summary>
[GrainType("ingress")]
[StatelessWorker(64)]
[Reentrant]
public sealed class IngressGrain(
    MerchantContext merchant, RequestBook book, RequestCheck check, ReceiptBook receipts, ReplicaInbox inbox, TimeProvider time, WatchOptions watch) : Grain, IIngressGrain
{
    /// <inheritdoc/>
    public async Task<Admission> SubmitAsync(byte[] wire)
    {
        var began = time.GetTimestamp();
        var parsed = await Task.Run(() => check.One(wire));
        if (parsed.Request is not { } request)
        {
            return new Admission(null, parsed.Code, parsed.Message);
        }
        var id = request.Id.ToArray();
        if (receipts.IsExecuted(request.Id))
        {
            return new Admission(id, Codes.Ok, "executed already", true);
        }
        var executed = await GrainFactory.GetGrain<ILedgerGrain>(GrainKeys.Ledger).ExecutedAsync(id);
        if (executed[0])
        {
            return new Admission(id, Codes.Ok, "executed already", true);
        }
        // A customer's clock may be off by the drift that merchants allow each other.
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        switch (merchant.Window.At(now, request.Payload))
        {
            case Validity.Expired:
                return new Admission(id, Codes.Expired, "validUntil has passed; sign the request again, after checking that the first one was not executed");
            case Validity.NotYetValid when merchant.Window.At(now + merchant.Genesis.Parameters.DriftMs, request.Payload) == Validity.NotYetValid:
                return new Admission(id, Codes.NotYetValid, "validUntil lies further ahead than the group's window");
        }
        if (!book.AddPinned(request))
        {
            return new Admission(id, Codes.Busy, "this merchant holds as many requests as it can");
        }
        inbox.Post(new RequestsArrived(null, [RequestCheck.Meta(request, merchant.Self)]));
        if (RequestTraces.IsOn && RequestTraces.Wants(request.Id, watch.TraceShare))
        {
            var taken = DateTimeOffset.FromUnixTimeMilliseconds(now);
            RequestTraces.Span("proposal.submit", request.Id, merchant.Self, taken - time.GetElapsedTime(began), taken);
        }
        return new Admission(id, Codes.Ok, "taken");
    }
}
