using Scew.Protocol.Accounts;

namespace Scew.Protocol.Requests;

/// <summary>The protected header of a request: one template around the signer's coordinates, compared byte by byte and never parsed.</summary>
public static class RequestHeader
{
    /// <summary>Bytes of the base64url text.</summary>
    public const int EncodedBytes = (JsonBytes * 4 + 2) / 3;

    private const int CoordinateChars = 43;
    private const int JsonBytes = 21 + JwkBytes + 26;
    private const int JwkBytes = 31 + CoordinateChars + 7 + CoordinateChars + 2;

    private static ReadOnlySpan<byte> Start => "{\"alg\":\"ES256\",\"jwk\":"u8;

    private static ReadOnlySpan<byte> JwkStart => "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\""u8;

    private static ReadOnlySpan<byte> JwkMiddle => "\",\"y\":\""u8;

    private static ReadOnlySpan<byte> JwkEnd => "\"}"u8;

    private static ReadOnlySpan<byte> End => ",\"typ\":\"scew-request+jws\"}"u8;

    /// <summary>The base64url text for a signer, ASCII.</summary>
    public static byte[] Encode(PublicKey key)
    {
        Span<byte> json = stackalloc byte[JsonBytes];
        var at = 0;
        Append(json, Start, ref at);
        Append(json, JwkStart, ref at);
        Base64Url.Encode(key.X, json.Slice(at, CoordinateChars));
        at += CoordinateChars;
        Append(json, JwkMiddle, ref at);
        Base64Url.Encode(key.Y, json.Slice(at, CoordinateChars));
        at += CoordinateChars;
        Append(json, JwkEnd, ref at);
        Append(json, End, ref at);
        Invariant.Require(at == JsonBytes, "the header's template has a fixed length");
        var encoded = new byte[EncodedBytes];
        Base64Url.Encode(json, encoded);
        return encoded;
    }

    /// <summary>The signer's key, or null when the text differs from the template or a coordinate is not below the field's prime.</summary>
    public static PublicKey? Decode(ReadOnlySpan<byte> encoded)
    {
        Span<byte> json = stackalloc byte[JsonBytes];
        if (encoded.Length != EncodedBytes || !Base64Url.TryDecode(encoded, json, out var written) || written != JsonBytes)
        {
            return null;
        }
        var rest = (ReadOnlySpan<byte>)json;
        Span<byte> x = stackalloc byte[P256.ScalarBytes];
        Span<byte> y = stackalloc byte[P256.ScalarBytes];
        var fits = Skip(ref rest, Start) && Skip(ref rest, JwkStart) && Coordinate(ref rest, x) && Skip(ref rest, JwkMiddle) && Coordinate(ref rest, y)
            && Skip(ref rest, JwkEnd) && Skip(ref rest, End) && rest.IsEmpty;
        return fits ? PublicKey.FromCanonicalJwk(x, y, json.Slice(Start.Length, JwkBytes)) : null;
    }

    private static void Append(Span<byte> json, ReadOnlySpan<byte> part, ref int at)
    {
        part.CopyTo(json[at..]);
        at += part.Length;
    }

    private static bool Skip(ref ReadOnlySpan<byte> rest, ReadOnlySpan<byte> part)
    {
        if (!rest.StartsWith(part))
        {
            return false;
        }
        rest = rest[part.Length..];
        return true;
    }

    private static bool Coordinate(ref ReadOnlySpan<byte> rest, Span<byte> destination)
    {
        var text = rest[..CoordinateChars];
        rest = rest[CoordinateChars..];
        return Base64Url.TryDecode(text, destination, out _);
    }
}
