using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Scew.Protocol.Codec;

namespace Scew.Protocol.Ordering;

/// <summary>
/// An ordered batch of requests, named by id, with its justification. The requests' bytes travel beside it. <see cref="Decode"/> and
/// <see cref="Create"/> are the only makers, so the header always commits to what stands beside it.
/// </summary>
public sealed class Block
{
    /// <summary>Most requests in one block.</summary>
    public const int MaxRequests = 16384;

    /// <summary>Fewest bytes of an encoded block: no requests and an empty justification.</summary>
    public const int MinBytes = BlockHeader.SizeBytes + sizeof(int) + 1 + sizeof(int);

    private Block(BlockHeader header, ImmutableArray<Digest> requestIds, Justification justification, Digest hash)
    {
        Header = header;
        RequestIds = requestIds;
        Justification = justification;
        Hash = hash;
    }

    /// <summary>The hashed part.</summary>
    public BlockHeader Header { get; }

    /// <summary>Ids of the requests, in order of execution.</summary>
    public ImmutableArray<Digest> RequestIds { get; }

    /// <summary>Certificate of the parent and nullifications of the gap.</summary>
    public Justification Justification { get; }

    /// <summary>The header's hash in its group.</summary>
    public Digest Hash { get; }

    /// <summary>Makes a block and its commitments.</summary>
    public static Block Create(
        Digest genesis, long epoch, long height, long view, Digest parent, long timeMs, ImmutableArray<Digest> requestIds, Justification justification)
    {
        var header = new BlockHeader(epoch, height, view, parent, timeMs, HashBody(requestIds), justification.Hash());
        return new Block(header, requestIds, justification, header.Hash(genesis));
    }

    /// <summary>SHA-256(tag ‖ count ‖ ids).</summary>
    public static Digest HashBody(ImmutableArray<Digest> requestIds)
    {
        var writer = new CodecWriter(64 + requestIds.Length * Digest.SizeBytes);
        writer.Tag(DomainTags.Body);
        EncodeIds(writer, requestIds);
        return Digest.Of(writer.Written);
    }

    /// <summary>Appends header, ids, justification.</summary>
    public void Encode(CodecWriter writer)
    {
        Header.Encode(writer);
        EncodeIds(writer, RequestIds);
        Justification.Encode(writer);
    }

    /// <summary>Reads what <see cref="Encode"/> wrote; fails when the header does not commit to ids and justification.</summary>
    public static Block? Decode(ref CodecReader reader, Digest genesis)
    {
        var header = BlockHeader.Decode(ref reader);
        var count = reader.Count(MaxRequests, Digest.SizeBytes);
        var ids = count == 0 ? [] : new Digest[count];
        for (var i = 0; i < count; i++)
        {
            ids[i] = reader.Digest();
        }
        var justification = Justification.Decode(ref reader);
        if (reader.Failed)
        {
            return null;
        }
        var requestIds = ImmutableCollectionsMarshal.AsImmutableArray(ids);
        if (HashBody(requestIds) != header.BodyHash || justification.Hash() != header.JustificationHash)
        {
            reader.Fail();
            return null;
        }
        return new Block(header, requestIds, justification, header.Hash(genesis));
    }

    private static void EncodeIds(CodecWriter writer, ImmutableArray<Digest> ids)
    {
        writer.U32(ids.Length);
        foreach (var id in ids)
        {
            writer.Digest(id);
        }
    }
}
