using Scew.Protocol.Accounts;

namespace Scew.Protocol.Tests;

/// <summary>Encodings of a valid signature, and values beside it, that nobody takes.</summary>
internal static class MalformedSignatures
{
    public static IEnumerable<byte[]> Of(byte[] good)
    {
        var r = good[..32];
        var s = good[32..];
        yield return [];
        yield return new byte[64];
        yield return good[1..];
        yield return [.. good, 0];
        yield return [0, .. good];
        yield return [0, .. r, 0, .. s];
        yield return [.. r, .. new byte[32]];
        yield return [.. new byte[32], .. s];
        yield return [.. r, .. P256.Order];
        yield return [.. P256.Order, .. s];
        yield return [.. s, .. r];
        yield return [.. Enumerable.Repeat((byte)0xFF, 64)];
        yield return [.. r.Reverse(), .. s.Reverse()];
        yield return [0x30, 68, 2, 32, .. r, 2, 32, .. s];
        yield return [0x30, 70, 2, 33, 0, .. r, 2, 33, 0, .. s];
    }
}
