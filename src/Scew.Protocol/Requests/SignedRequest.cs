using System.Runtime.InteropServices;

namespace Scew.Protocol.Requests;

/// <summary>
/// A request whose shape and signatures were checked: <paramref name="Wire"/> is the exact bytes <c>h1.p.s1~h2.s2~...</c>, <paramref name="Id"/> the SHA-256
/// of <c>h1.p</c>, <paramref name="Cost"/> its static cost. Only the parser makes it from untrusted bytes.
/// </summary>
public sealed record SignedRequest(Digest Id, ReadOnlyMemory<byte> Wire, RequestPayload Payload, int Cost)
{
    /// <summary><see cref="Wire"/> as an array, which nobody changes; copied only when it is a part of a larger one.</summary>
    public byte[] WireArray() =>
        MemoryMarshal.TryGetArray(Wire, out var segment) && segment.Array is { } array && segment.Count == array.Length ? array : Wire.ToArray();
}
