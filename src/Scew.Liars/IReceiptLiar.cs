using Scew.Protocol;
using Scew.Protocol.Ordering;
using Scew.Protocol.Results;

namespace Scew.Liars;

/// <summary>Falsifies what a client is told; one liar alone can sign only its own part of a receipt.</summary>
public interface IReceiptLiar
{
    /// <summary>
    /// Another result, and the own attestation over the results root that goes with it. <paramref name="rootOf"/> gives the results root if that result
    /// stood in the honest one's place.
    /// </summary>
    FalseAnswer Falsify(RequestResult honest, Attestation own, Func<RequestResult, Digest> rootOf);
}

/// <summary>A falsified result with the liar's attestation that covers it.</summary>
public sealed record FalseAnswer(RequestResult Result, Attestation Attestation);
