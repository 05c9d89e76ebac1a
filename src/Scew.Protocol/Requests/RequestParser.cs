using System.Buffers;
using System.Collections.Immutable;
using Scew.Protocol.Accounts;

namespace Scew.Protocol.Requests;

/// <summary>
/// Reads requests from untrusted bytes in two steps: <see cref="Shape"/> costs microseconds and touches no curve, <see cref="Verify"/> costs one ECDSA
/// verification per signer and may run on any thread. Never throws for what somebody sent.
/// </summary>
public static class RequestParser
{
    /// <summary>Both steps; the result keeps <paramref name="wire"/>, which nobody changes afterwards.</summary>
    public static ParsedRequest Parse(ReadOnlyMemory<byte> wire, Digest group, IAccountVerifier verifier)
    {
        var shape = Shape(wire, group);
        return shape.Request is null ? new ParsedRequest(shape.Fault, null) : Verify(shape.Request, verifier);
    }

    /// <summary>Both steps over a copy.</summary>
    public static ParsedRequest Parse(ReadOnlySpan<byte> wire, Digest group, IAccountVerifier verifier) =>
        wire.Length > RequestLimits.MaxWireBytes ? new ParsedRequest(RequestFault.TooLarge, null) : Parse((ReadOnlyMemory<byte>)wire.ToArray(), group, verifier);

    /// <summary>Id, payload, group, cost and the list of signers, without any signature checked.</summary>
    public static ParsedShape Shape(ReadOnlyMemory<byte> wire, Digest group)
    {
        var shape = ShapeInAnyGroup(wire);
        return shape.Request is { } request && request.Payload.Group != group ? new ParsedShape(RequestFault.WrongGroup, null) : shape;
    }

    /// <summary>As <see cref="Shape"/>, for a reader who does not know the group yet, such as a viewer of receipt files.</summary>
    public static ParsedShape ShapeInAnyGroup(ReadOnlyMemory<byte> wire)
    {
        var bytes = wire.Span;
        if (bytes.Length > RequestLimits.MaxWireBytes)
        {
            return Refused(RequestFault.TooLarge);
        }
        var firstEnd = bytes.IndexOf((byte)'~');
        var first = firstEnd < 0 ? bytes : bytes[..firstEnd];
        var headerEnd = first.IndexOf((byte)'.');
        var payloadEnd = headerEnd < 0 ? -1 : first[(headerEnd + 1)..].IndexOf((byte)'.') + headerEnd + 1;
        if (headerEnd < 0 || payloadEnd <= headerEnd)
        {
            return Refused(RequestFault.Envelope);
        }
        var payloadText = first[(headerEnd + 1)..payloadEnd];
        var buffer = ArrayPool<byte>.Shared.Rent(payloadText.Length);
        try
        {
            if (!Base64Url.TryDecode(payloadText, buffer, out var payloadBytes))
            {
                return Refused(RequestFault.Envelope);
            }
            if (PayloadCodec.Decode(buffer.AsSpan(0, payloadBytes)) is not { } payload)
            {
                return Refused(RequestFault.Payload);
            }
            return Signed(wire, payload, headerEnd, payloadEnd);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Checks every signature.</summary>
    public static ParsedRequest Verify(UnverifiedRequest request, IAccountVerifier verifier)
    {
        foreach (var signature in request.Signatures)
        {
            if (!verifier.Verify(signature.Key, signature.Hash, signature.Signature))
            {
                return new ParsedRequest(RequestFault.BadSignature, null);
            }
        }
        return new ParsedRequest(RequestFault.None, new SignedRequest(request.Id, request.Wire, request.Payload, request.Cost));
    }

    private static ParsedShape Signed(ReadOnlyMemory<byte> wire, RequestPayload payload, int headerEnd, int payloadEnd)
    {
        var bytes = wire.Span;
        if (bytes.Length > RequestLimits.MaxPlainBytes && payload.Envelope.Length == 0 && !payload.HasTokens)
        {
            return Refused(RequestFault.TooLarge);
        }
        if (!OperationIds.AllValid(payload.Operation))
        {
            return Refused(RequestFault.BadId);
        }
        var cost = OperationCost.Of(payload);
        if (cost > OperationCost.MostOf(payload))
        {
            return Refused(RequestFault.TooCostly);
        }
        var payloadText = bytes[(headerEnd + 1)..payloadEnd];
        var signatures = ImmutableArray.CreateBuilder<RequestSignature>(payload.By.Length);
        var header = bytes[..headerEnd];
        var rest = bytes[(payloadEnd + 1)..];
        while (true)
        {
            var end = rest.IndexOf((byte)'~');
            var signatureText = end < 0 ? rest : rest[..end];
            var fault = ReadSignature(header, payloadText, signatureText, out var signature);
            if (signature is null)
            {
                return Refused(fault);
            }
            if (signatures.Count == payload.By.Length || signature.Key.Account != payload.By[signatures.Count])
            {
                return Refused(RequestFault.Signers);
            }
            signatures.Add(signature);
            if (end < 0)
            {
                break;
            }
            rest = rest[(end + 1)..];
            var dot = rest.IndexOf((byte)'.');
            if (dot < 0)
            {
                return Refused(RequestFault.Envelope);
            }
            header = rest[..dot];
            rest = rest[(dot + 1)..];
        }
        if (signatures.Count != payload.By.Length)
        {
            return Refused(RequestFault.Signers);
        }
        return new ParsedShape(RequestFault.None, new UnverifiedRequest(signatures[0].Hash, wire, payload, cost, signatures.MoveToImmutable()));
    }

    private static RequestFault ReadSignature(
        ReadOnlySpan<byte> header, ReadOnlySpan<byte> payloadText, ReadOnlySpan<byte> text, out RequestSignature? signature)
    {
        signature = null;
        if (RequestHeader.Decode(header) is not { } key)
        {
            return RequestFault.Header;
        }
        var bytes = new byte[P256.SignatureBytes];
        if (text.Length != Base64Url.EncodedLength(P256.SignatureBytes) || !Base64Url.TryDecode(text, bytes, out _))
        {
            return RequestFault.Envelope;
        }
        if (!P256.IsSignature(bytes))
        {
            return RequestFault.BadSignature;
        }
        signature = new RequestSignature(key, RequestId.Of(header, payloadText), bytes);
        return RequestFault.None;
    }

    private static ParsedShape Refused(RequestFault fault) => new(fault, null);
}
