using System.Text;

namespace Scew.Protocol.Accounts;

/// <summary>
/// The protected header of what an account signs as a JWS (RFC 7515) with ES256: one template around the signer's coordinates for each type, compared byte by byte and never parsed.
/// The type keeps what is signed for one purpose from being taken for another.
/// </summary>
public sealed class JwsHeader
{
    private const int CoordinateChars = 43;
    private const int JwkBytes = 31 + CoordinateChars + 7 + CoordinateChars + 2;
    private const int MaxJsonBytes = 256;

    private readonly byte[] _end;
    private readonly int _jsonBytes;

    /// <summary>The header with this <c>typ</c>: ASCII without anything that JSON escapes.</summary>
    public JwsHeader(string type)
    {
        _end = Encoding.ASCII.GetBytes($",\"typ\":\"{type}\"}}");
        _jsonBytes = Start.Length + JwkBytes + _end.Length;
        Invariant.Require(_jsonBytes <= MaxJsonBytes, "a header fits a small buffer");
        EncodedBytes = Base64Url.EncodedLength(_jsonBytes);
    }

    /// <summary>Bytes of the base64url text.</summary>
    public int EncodedBytes { get; }

    private static ReadOnlySpan<byte> Start => "{\"alg\":\"ES256\",\"jwk\":"u8;

    private static ReadOnlySpan<byte> JwkStart => "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\""u8;

    private static ReadOnlySpan<byte> JwkMiddle => "\",\"y\":\""u8;

    private static ReadOnlySpan<byte> JwkEnd => "\"}"u8;

    /// <summary>The base64url text for a signer, ASCII.</summary>
    public byte[] Encode(PublicKey key)
    {
        Span<byte> json = stackalloc byte[MaxJsonBytes];
        var at = 0;
        Append(json, Start, ref at);
        Append(json, JwkStart, ref at);
        Base64Url.Encode(key.X, json.Slice(at, CoordinateChars));
        at += CoordinateChars;
        Append(json, JwkMiddle, ref at);
        Base64Url.Encode(key.Y, json.Slice(at, CoordinateChars));
        at += CoordinateChars;
        Append(json, JwkEnd, ref at);
        Append(json, _end, ref at);
        Invariant.Require(at == _jsonBytes, "the header's template has a fixed length");
        var encoded = new byte[EncodedBytes];
        Base64Url.Encode(json[..at], encoded);
        return encoded;
    }

    /// <summary>The signer's key, or null when the text differs from the template or a coordinate is not below the field's prime.</summary>
    public PublicKey? Decode(ReadOnlySpan<byte> encoded)
    {
        Span<byte> json = stackalloc byte[MaxJsonBytes];
        if (encoded.Length != EncodedBytes || !Base64Url.TryDecode(encoded, json, out var written) || written != _jsonBytes)
        {
            return null;
        }
        var rest = (ReadOnlySpan<byte>)json[..written];
        Span<byte> x = stackalloc byte[P256.ScalarBytes];
        Span<byte> y = stackalloc byte[P256.ScalarBytes];
        var fits = Skip(ref rest, Start) && Skip(ref rest, JwkStart) && Coordinate(ref rest, x) && Skip(ref rest, JwkMiddle) && Coordinate(ref rest, y)
            && Skip(ref rest, JwkEnd) && rest.SequenceEqual(_end);
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
