using System.Text;
using Scew.Protocol;
using Scew.Protocol.Ordering;
using Scew.Protocol.Results;

namespace Scew.Liars;

/// <summary>
/// Tells a client that the opposite happened: a refusal becomes <c>ok</c>, an <c>ok</c> a refusal. Its own attestation goes along with the lie; the others' do
/// not, so the receipt does not verify, and the liar's two attestations of one height are evidence.
/// </summary>
internal sealed class WrongReceipt(LiarContext context) : Liar(context), IReceiptLiar
{
    private const string Refusal = "insufficient-balance";

    public override LiarKind Kind => LiarKind.WrongReceipt;

    public FalseAnswer Falsify(RequestResult honest, Attestation own, Func<RequestResult, Digest> rootOf)
    {
        var result = honest.Code == RequestResult.Ok
            ? new RequestResult(honest.RequestId, Refusal, Encoding.UTF8.GetBytes("{\"message\":\"the balance does not cover it\"}"))
            : new RequestResult(honest.RequestId, RequestResult.Ok, Encoding.UTF8.GetBytes("{}"));
        return new FalseAnswer(result, Context.SignAttestation(own.State with { ResultsRoot = rootOf(result) }));
    }
}
