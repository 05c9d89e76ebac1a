using Scew.Protocol.Accounts;

namespace Scew.Protocol.Agents;

/// <summary>An order as it travels: the compact JWS <c>header.payload.signature</c> of one operator, of a type that nothing else has.</summary>
public sealed record SignedOrder(AgentOrder Order, PublicKey Signer, byte[] Signature)
{
    /// <summary>Most bytes of the wire form.</summary>
    public const int MaxWireBytes = 4096;

    private static readonly JwsHeader Header = new("scew-agent+jws");

    /// <summary>What the operator signs: <c>header.payload</c> as ASCII.</summary>
    public static byte[] SigningInput(PublicKey signer, AgentOrder order)
    {
        var payload = AgentOrderCodec.Encode(order);
        var input = new byte[Header.EncodedBytes + 1 + Base64Url.EncodedLength(payload.Length)];
        Header.Encode(signer).CopyTo(input, 0);
        input[Header.EncodedBytes] = (byte)'.';
        Base64Url.Encode(payload, input.AsSpan(Header.EncodedBytes + 1));
        return input;
    }

    /// <summary>The wire form, with the 64 bytes of a signature over <see cref="SigningInput"/>.</summary>
    public static byte[] Assemble(PublicKey signer, AgentOrder order, ReadOnlySpan<byte> signature)
    {
        Invariant.Require(signature.Length == P256.SignatureBytes, "a signature has 64 bytes");
        var input = SigningInput(signer, order);
        var wire = new byte[input.Length + 1 + Base64Url.EncodedLength(P256.SignatureBytes)];
        input.CopyTo(wire, 0);
        wire[input.Length] = (byte)'.';
        Base64Url.Encode(signature, wire.AsSpan(input.Length + 1));
        return wire;
    }

    /// <summary>SHA-256 of what is signed.</summary>
    public required Digest Hash { get; init; }

    /// <summary>Whether the signature holds; costs a verification.</summary>
    public bool Verify(IAccountVerifier verifier) => verifier.Verify(Signer, Hash, Signature);

    /// <summary>Reads untrusted bytes without checking the signature, so that a stranger costs nothing but that; whether the signer may, and now, is <see cref="OrderGate"/>'s. Never throws for what somebody sent.</summary>
    public static (AgentFault Fault, SignedOrder? Order) Parse(ReadOnlySpan<byte> wire)
    {
        if (wire.Length > MaxWireBytes)
        {
            return (AgentFault.TooLarge, null);
        }
        var first = wire.IndexOf((byte)'.');
        var last = wire.LastIndexOf((byte)'.');
        if (first < 0 || last == first || Header.Decode(wire[..first]) is not { } signer)
        {
            return (AgentFault.Envelope, null);
        }
        var (payload, signature) = (Decoded(wire[(first + 1)..last]), Decoded(wire[(last + 1)..]));
        if (payload is null || signature is null)
        {
            return (AgentFault.Envelope, null);
        }
        return AgentOrderCodec.Decode(payload) is not { } order ? (AgentFault.Payload, null)
            : P256.IsSignature(signature) ? (AgentFault.None, new SignedOrder(order, signer, signature) { Hash = Digest.Of(wire[..last]) })
            : (AgentFault.Signature, null);
    }

    private static byte[]? Decoded(ReadOnlySpan<byte> text)
    {
        var bytes = new byte[text.Length];
        return Base64Url.TryDecode(text, bytes, out var written) ? bytes[..written] : null;
    }
}
