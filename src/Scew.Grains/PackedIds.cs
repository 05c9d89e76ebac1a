using Scew.Protocol;

namespace Scew.Grains;

/// <summary>Ids as bytes, 32 each, for calls between grains.</summary>
internal static class PackedIds
{
    public static byte[] Of(IReadOnlyCollection<Digest> ids)
    {
        var packed = new byte[ids.Count * Digest.SizeBytes];
        var at = 0;
        foreach (var id in ids)
        {
            id.CopyTo(packed.AsSpan(at));
            at += Digest.SizeBytes;
        }
        return packed;
    }
}
