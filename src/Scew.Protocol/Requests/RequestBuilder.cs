using Scew.Protocol.Accounts;

namespace Scew.Protocol.Requests;

/// <summary>Puts the wire form together from parts and given signatures; holds no private key.</summary>
public static class RequestBuilder
{
    /// <summary>What a signer signs: <c>h.p</c> as ASCII.</summary>
    public static byte[] SigningInput(PublicKey signer, ReadOnlySpan<byte> payload)
    {
        var header = RequestHeader.Encode(signer);
        var input = new byte[header.Length + 1 + Base64Url.EncodedLength(payload.Length)];
        header.CopyTo(input, 0);
        input[header.Length] = (byte)'.';
        Base64Url.Encode(payload, input.AsSpan(header.Length + 1));
        return input;
    }

    /// <summary>The wire form <c>h1.p.s1~h2.s2~...</c>; signatures in the order of <c>by</c>, each 64 bytes over its own <see cref="SigningInput"/>.</summary>
    public static byte[] Assemble(ReadOnlySpan<byte> payload, IReadOnlyList<(PublicKey Key, byte[] Signature)> signatures)
    {
        Invariant.Require(signatures.Count > 0, "a request has at least one signature");
        var signatureChars = Base64Url.EncodedLength(P256.SignatureBytes);
        var first = SigningInput(signatures[0].Key, payload);
        var wire = new byte[first.Length + 1 + signatureChars + (signatures.Count - 1) * (RequestHeader.EncodedBytes + signatureChars + 2)];
        first.CopyTo(wire, 0);
        var at = first.Length;
        for (var i = 0; i < signatures.Count; i++)
        {
            var (key, signature) = signatures[i];
            Invariant.Require(signature.Length == P256.SignatureBytes, "a signature has 64 bytes");
            if (i > 0)
            {
                wire[at++] = (byte)'~';
                RequestHeader.Encode(key).CopyTo(wire, at);
                at += RequestHeader.EncodedBytes;
            }
            wire[at++] = (byte)'.';
            Base64Url.Encode(signature, wire.AsSpan(at, signatureChars));
            at += signatureChars;
        }
        return wire;
    }
}
