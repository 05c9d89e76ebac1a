using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Codec;
using Scew.Protocol.Ordering;

namespace Scew.Storage.Blobs;

/// <summary>
/// The wire bytes of a block's requests as one value: a count, counted bytes, and the SHA-256 of all that. The ids do not cover the signatures, so they alone would not show a turned bit
/// there. Rows of the first programs end without the hash.
/// </summary>
internal static class BodiesBlob
{
    internal static void Encode(CodecWriter writer, ImmutableArray<byte[]> bodies)
    {
        writer.U32(bodies.Length);
        foreach (var body in bodies)
        {
            writer.Bytes(body);
        }
        writer.Digest(Digest.Of(writer.Written));
    }

    /// <summary>The bodies; null unless they are those of <paramref name="ids"/>, in that order.</summary>
    internal static ImmutableArray<byte[]>? Decode(ReadOnlySpan<byte> blob, ImmutableArray<Digest> ids)
    {
        var reader = new CodecReader(blob);
        var count = reader.Count(Block.MaxRequests, 4);
        if (count != ids.Length)
        {
            return null;
        }
        var bodies = ImmutableArray.CreateBuilder<byte[]>(count);
        for (var i = 0; i < count && !reader.Failed; i++)
        {
            var body = reader.Bytes(int.MaxValue);
            if (Id(body) != ids[i])
            {
                return null;
            }
            bodies.Add(body);
        }
        var isWhole = reader.Complete || (reader.Remaining == Digest.SizeBytes && reader.Digest() == Digest.Of(blob[..^Digest.SizeBytes]));
        return isWhole && !reader.Failed ? bodies.ToImmutable() : null;
    }

    /// <summary>The id of a request on the wire: the hash of its first signing input <c>h1.p</c>, so of everything before the second dot.</summary>
    internal static Digest Id(ReadOnlySpan<byte> wire)
    {
        var first = wire.IndexOf((byte)'.');
        var second = first < 0 ? -1 : wire[(first + 1)..].IndexOf((byte)'.');
        return second < 0 ? Digest.Zero : Digest.Of(wire[..(first + 1 + second)]);
    }
}
