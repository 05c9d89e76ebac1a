using System.Buffers;
using Scew.Protocol.Accounts;

namespace Scew.Protocol.Requests;

/// <summary>The id of a request: the SHA-256 of the first signing input <c>h1.p</c>, so no signature byte reaches it.</summary>
public static class RequestId
{
    /// <summary>The id for a submitter and the payload's canonical bytes.</summary>
    public static Digest Of(PublicKey submitter, ReadOnlySpan<byte> payload) => Digest.Of(RequestBuilder.SigningInput(submitter, payload));

    /// <summary>The hash of a header and a payload, both as base64url text.</summary>
    internal static Digest Of(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload)
    {
        var length = header.Length + 1 + payload.Length;
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        header.CopyTo(buffer);
        buffer[header.Length] = (byte)'.';
        payload.CopyTo(buffer.AsSpan(header.Length + 1));
        var hash = Digest.Of(buffer.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(buffer);
        return hash;
    }
}
