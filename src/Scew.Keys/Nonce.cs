using Scew.Protocol;
using Scew.Protocol.Requests;

namespace Scew.Keys;

/// <summary>128 random bits as 22 characters of base64url: the nonce of a request, the salt of a genesis document.</summary>
public static class Nonce
{
    /// <summary>A new one.</summary>
    public static string Create()
    {
        Span<byte> bytes = stackalloc byte[RequestLimits.NonceBytes];
        Randomness.Fill(bytes);
        return Base64Url.Encode(bytes);
    }
}
