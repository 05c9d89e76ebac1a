using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Scew.Protocol.Codec;

namespace Scew.Protocol.Ordering;

/// <summary>
/// Why a block may stand in its view: the certificate of its parent (notarization or finalization; none when the parent is genesis) and one
/// nullification for every view between, ascending.
/// </summary>
public sealed record Justification(Certificate? Parent, ImmutableArray<Certificate> Nullifications)
{
    /// <summary>Most nullifications that one block carries.</summary>
    public const int MaxNullifications = 8192;

    /// <summary>SHA-256 over tag and encoding; the header commits to it.</summary>
    public Digest Hash()
    {
        var size = 1 + DomainTags.Justification.Length + 1 + (Parent?.EncodedBytes ?? 0) + sizeof(int);
        foreach (var nullification in Nullifications)
        {
            size += nullification.EncodedBytes;
        }
        var writer = new CodecWriter(size);
        writer.Tag(DomainTags.Justification);
        Encode(writer);
        return Digest.Of(writer.Written);
    }

    /// <summary>Appends a flag, the parent's certificate, a count and the nullifications.</summary>
    public void Encode(CodecWriter writer)
    {
        writer.Flag(Parent is not null);
        Parent?.Encode(writer);
        writer.U32(Nullifications.Length);
        foreach (var nullification in Nullifications)
        {
            nullification.Encode(writer);
        }
    }

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    public static Justification Decode(ref CodecReader reader)
    {
        var parent = reader.Flag() ? Certificate.Decode(ref reader) : null;
        var count = reader.Count(MaxNullifications, Certificate.MinBytes);
        if (reader.Failed || count == 0)
        {
            return new Justification(parent, []);
        }
        var nullifications = new Certificate[count];
        for (var i = 0; i < count && !reader.Failed; i++)
        {
            nullifications[i] = Certificate.Decode(ref reader);
        }
        return new Justification(parent, reader.Failed ? [] : ImmutableCollectionsMarshal.AsImmutableArray(nullifications));
    }
}
