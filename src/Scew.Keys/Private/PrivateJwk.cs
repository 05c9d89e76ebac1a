using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Scew.Protocol;
using Scew.Protocol.Accounts;

namespace Scew.Keys.Private;

/// <summary>A private key as a JWK (RFC 7517): <c>{"crv":"P-256","d":"...","kty":"EC","x":"...","y":"..."}</c>. Other members are skipped when reading.</summary>
internal static class PrivateJwk
{
    /// <summary>Most bytes that are read.</summary>
    public const int MaxBytes = 4096;

    public static byte[] Write(ECDsa key)
    {
        var parameters = key.ExportParameters(true);
        var scalar = new byte[Base64Url.EncodedLength(P256.ScalarBytes)];
        Base64Url.Encode(parameters.D, scalar);
        CryptographicOperations.ZeroMemory(parameters.D);
        byte[] jwk =
        [
            .. "{\"crv\":\"P-256\",\"d\":\""u8, .. scalar, .. "\",\"kty\":\"EC\",\"x\":\""u8, .. Encoding.ASCII.GetBytes(Base64Url.Encode(parameters.Q.X)),
            .. "\",\"y\":\""u8, .. Encoding.ASCII.GetBytes(Base64Url.Encode(parameters.Q.Y)), .. "\"}"u8,
        ];
        CryptographicOperations.ZeroMemory(scalar);
        return jwk;
    }

    public static ECDsa? Read(ReadOnlySpan<byte> json)
    {
        if (json.Length > MaxBytes)
        {
            return null;
        }
        var d = new byte[P256.ScalarBytes];
        var point = new ECPoint { X = new byte[P256.ScalarBytes], Y = new byte[P256.ScalarBytes] };
        try
        {
            return Members(json, d, point) ? P256Private.FromScalar(d, point) : null;
        }
        catch (JsonException)
        {
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(d);
        }
    }

    /// <summary>Reads in place: no copy of the secret is left on the heap.</summary>
    private static bool Members(ReadOnlySpan<byte> json, byte[] d, ECPoint point)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 8 });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }
        var seen = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var bit = reader.ValueTextEquals("crv"u8) ? 1 : reader.ValueTextEquals("kty"u8) ? 2 : reader.ValueTextEquals("d"u8) ? 4
                : reader.ValueTextEquals("x"u8) ? 8 : reader.ValueTextEquals("y"u8) ? 16 : 0;
            reader.Read();
            var fits = bit switch
            {
                1 => reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("P-256"u8),
                2 => reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("EC"u8),
                4 => Scalar(ref reader, d),
                8 => Scalar(ref reader, point.X!),
                16 => Scalar(ref reader, point.Y!),
                _ => true,
            };
            if (!fits || (seen & bit) != 0)
            {
                return false;
            }
            seen |= bit;
            reader.Skip();
        }
        return reader.TokenType == JsonTokenType.EndObject && !reader.Read() && seen == 31;
    }

    private static bool Scalar(ref Utf8JsonReader reader, byte[] destination) =>
        reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped && reader.ValueSpan.Length == Base64Url.EncodedLength(P256.ScalarBytes)
        && Base64Url.TryDecode(reader.ValueSpan, destination, out _);
}
