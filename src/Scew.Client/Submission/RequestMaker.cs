using Scew.Keys;
using Scew.Protocol;
using Scew.Protocol.Requests;

namespace Scew.Client.Submission;

/// <summary>
/// Makes requests that carry an envelope: nonce and end of validity come first, because the envelope is sealed for them, and the signature last, because it covers the envelope.
/// </summary>
public static class RequestMaker
{
    /// <summary>A request of one signer with the given nonce (22 characters), end of validity (Unix ms) and envelope (empty for none), read once more as a merchant will.</summary>
    public static ParsedRequest Sign(Digest group, Operation operation, long validUntilMs, string nonce, byte[] envelope, SigningKey key)
    {
        var payload = PayloadCodec.Encode(new RequestPayload([key.Account], group, nonce, operation, validUntilMs) { Envelope = envelope });
        var shape = RequestParser.Shape(RequestBuilder.Assemble(payload, [(key.PublicKey, RequestSigner.SignPayload(key, payload))]), group);
        return shape.Request is { } request
            ? new ParsedRequest(RequestFault.None, new SignedRequest(request.Id, request.Wire, request.Payload, request.Cost))
            : new ParsedRequest(shape.Fault, null);
    }
}
