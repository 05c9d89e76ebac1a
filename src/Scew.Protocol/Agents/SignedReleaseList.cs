using Scew.Protocol.Accounts;
using Scew.Protocol.Json;

namespace Scew.Protocol.Agents;

/// <summary>What is wrong with a release list for an agent that knows the key and the last serial.</summary>
public enum ReleaseFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The offline key did not sign it.</summary>
    Signature,

    /// <summary>Its time is over.</summary>
    Expired,

    /// <summary>A newer list was seen.</summary>
    Older,
}

/// <summary>A release list with the offline key's signature.</summary>
public sealed record SignedReleaseList(ReleaseList List, byte[] Signature)
{
    /// <summary>Most bytes of the file.</summary>
    public const int MaxBytes = 32 * 1024;

    /// <summary>The canonical JSON.</summary>
    public byte[] Encode()
    {
        var json = new JsonWriter(512);
        json.StartObject().Name("list");
        List.Write(json);
        return json.Name("signature").Base64(Signature).EndObject().ToArray();
    }

    /// <summary>Reads exactly what <see cref="Encode"/> wrote; null for anything else.</summary>
    public static SignedReleaseList? Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaxBytes)
        {
            return null;
        }
        var cursor = new JsonCursor(bytes);
        cursor.Expect('{');
        cursor.Name("list"u8);
        var list = ReleaseList.Read(ref cursor);
        cursor.Next("signature"u8);
        var signature = cursor.Base64(P256.SignatureBytes);
        cursor.Expect('}');
        var signed = new SignedReleaseList(list, signature);
        return cursor.Complete && bytes.SequenceEqual(signed.Encode()) ? signed : null;
    }

    /// <summary>Checks it against the offline key, the time and the newest list that was taken. That same list again is fine; another one of its serial is not.</summary>
    public ReleaseFault Check(PublicKey key, IAccountVerifier verifier, long nowMs, ReleaseList? last) =>
        !P256.IsSignature(Signature) || !verifier.Verify(key, Digest.Of(List.SigningBytes()), Signature) ? ReleaseFault.Signature
        : last is not null && (List.Serial < last.Serial || (List.Serial == last.Serial && !List.Encode().AsSpan().SequenceEqual(last.Encode()))) ? ReleaseFault.Older
        : List.ExpiresMs <= nowMs ? ReleaseFault.Expired
        : ReleaseFault.None;
}
