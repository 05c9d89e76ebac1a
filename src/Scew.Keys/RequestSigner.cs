using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Accounts;
using Scew.Protocol.Requests;

namespace Scew.Keys;

/// <summary>Makes signed requests and reads each once more as a merchant will, so that what every merchant would refuse is refused here, before it is sent.</summary>
public static class RequestSigner
{
    /// <summary>
    /// A request of all of <paramref name="keys"/> (1 to 16 distinct accounts, the submitter first) with a fresh nonce, valid until
    /// <paramref name="validUntilMs"/> (Unix milliseconds).
    /// </summary>
    public static ParsedRequest Sign(Digest group, Operation operation, long validUntilMs, params ReadOnlySpan<SigningKey> keys) =>
        Sign(group, operation, validUntilMs, Nonce.Create(), keys);

    /// <summary>As the other one, with the given nonce of 22 characters. The same parts give the same id, whatever the signatures are.</summary>
    public static ParsedRequest Sign(Digest group, Operation operation, long validUntilMs, string nonce, params ReadOnlySpan<SigningKey> keys)
    {
        Invariant.Require(keys.Length > 0, "a request has at least one signer");
        var by = ImmutableArray.CreateBuilder<Account>(keys.Length);
        foreach (var key in keys)
        {
            by.Add(key.Account);
        }
        var payload = PayloadCodec.Encode(new RequestPayload(by.MoveToImmutable(), group, nonce, operation, validUntilMs));
        var signatures = new (PublicKey, byte[])[keys.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            signatures[i] = (keys[i].PublicKey, SignPayload(keys[i], payload));
        }
        var shape = RequestParser.Shape(RequestBuilder.Assemble(payload, signatures), group);
        return shape.Request is { } request
            ? new ParsedRequest(RequestFault.None, new SignedRequest(request.Id, request.Wire, request.Payload, request.Cost))
            : new ParsedRequest(shape.Fault, null);
    }

    /// <summary>One signer's part, for signers in different places: 64 bytes over the header of the key and the payload's canonical bytes.</summary>
    public static byte[] SignPayload(SigningKey key, ReadOnlySpan<byte> payload) => key.Sign(RequestBuilder.SigningInput(key.PublicKey, payload));
}
