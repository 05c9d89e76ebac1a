using System.Text;
using Scew.Keys;
using Scew.Protocol.Requests;

namespace Scew.SystemTests.Support;

/// <summary>Requests that no correct client makes, signed correctly.</summary>
internal static class RawRequest
{
    /// <summary>Signs a payload as it stands.</summary>
    public static byte[] Sign(string payload, params SigningKey[] keys) => Sign(Encoding.UTF8.GetBytes(payload), keys);

    public static byte[] Sign(byte[] payload, params SigningKey[] keys) =>
        RequestBuilder.Assemble(payload, [.. keys.Select(key => (key.PublicKey, RequestSigner.SignPayload(key, payload)))]);

    /// <summary>The canonical payload of a good request, as text to be spoiled.</summary>
    public static string PayloadOf(SignedRequest request) => Encoding.UTF8.GetString(PayloadCodec.Encode(request.Payload));
}
