using Scew.Protocol.Accounts;

namespace Scew.Protocol.Requests;

/// <summary>The protected header of a request.</summary>
public static class RequestHeader
{
    private static readonly JwsHeader Template = new("scew-request+jws");

    /// <summary>Bytes of the base64url text.</summary>
    public static int EncodedBytes => Template.EncodedBytes;

    /// <summary>The base64url text for a signer, ASCII.</summary>
    public static byte[] Encode(PublicKey key) => Template.Encode(key);

    /// <summary>The signer's key, or null when the text differs from the template or a coordinate is not below the field's prime.</summary>
    public static PublicKey? Decode(ReadOnlySpan<byte> encoded) => Template.Decode(encoded);
}
