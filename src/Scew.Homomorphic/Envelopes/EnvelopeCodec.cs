using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using Scew.Homomorphic.Additive;
using Scew.Homomorphic.Ordered;
using Scew.Protocol;
using Scew.Protocol.Codec;
using Scew.Protocol.Requests;

namespace Scew.Homomorphic.Envelopes;

/// <summary>
/// The plaintext of an envelope, in the binary layout of Scew.Protocol: count, then per part kind, path and content; openings have the fixed length of their
/// modulus, so the length of an envelope tells nothing of a value. What <see cref="Decode"/> takes is exactly what is written.
/// </summary>
internal static class EnvelopeCodec
{
    private const byte CompareKind = 1;
    private const byte RangeKind = 2;
    private const byte OrderedSumKind = 3;

    public static int SizeOf(EnvelopeContent content)
    {
        var size = 4;
        foreach (var part in content.Parts)
        {
            size += 1 + 4 + part.Path.Length + part switch
            {
                EnvelopePart.Compare compare => 1 + 8 + SizeOf(compare.Opening),
                EnvelopePart.Range range => 8 + 8 + 4 + range.Openings.Sum(SizeOf),
                EnvelopePart.OrderedSum sum => 4 + sum.AssetId.Length + Digest.SizeBytes + 8 + 2 * OrderedRecord.KeyBytes + OrderedRecord.SaltBytes,
                _ => throw new InvariantException("an unknown part"),
            };
        }
        return size;
    }

    /// <summary>Writes into memory of exactly <see cref="SizeOf(EnvelopeContent)"/> bytes, so that no half-full buffer with secrets is left behind.</summary>
    public static void Write(EnvelopeContent content, Span<byte> destination)
    {
        Invariant.Require(content.Parts.Length is > 0 and <= EnvelopeContent.MaxParts, "1 to 256 parts");
        var rest = destination;
        U32(ref rest, content.Parts.Length);
        foreach (var part in content.Parts)
        {
            Write(ref rest, part);
        }
        Invariant.Require(rest.IsEmpty, "the size was foretold");
        using var check = Decode(destination);
        Invariant.Require(check is not null, "parts and openings stand in rising order, each of a right form");
    }

    /// <summary>Null for anything that would not have been written.</summary>
    public static EnvelopeContent? Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new CodecReader(bytes);
        var count = reader.Count(EnvelopeContent.MaxParts, 1 + 4 + 8);
        var parts = ImmutableArray.CreateBuilder<EnvelopePart>(count);
        for (var i = 0; i < count && !reader.Failed; i++)
        {
            var part = Part(ref reader);
            if (part is null || (i > 0 && string.CompareOrdinal(parts[i - 1].Path, part.Path) >= 0))
            {
                reader.Fail();
            }
            if (part is not null)
            {
                parts.Add(part);
            }
        }
        var content = new EnvelopeContent(parts.ToImmutable());
        if (reader.Complete && count > 0)
        {
            return content;
        }
        content.Dispose();
        return null;
    }

    private static EnvelopePart? Part(ref CodecReader reader)
    {
        var kind = reader.U8();
        var path = reader.Text(EnvelopeBinding.MaxPathBytes);
        if (reader.Failed || !EnvelopeContent.IsPath(path))
        {
            return null;
        }
        switch (kind)
        {
            case CompareKind:
                var comparison = (Comparison)reader.U8();
                var argument = reader.I64();
                var opening = Opening(ref reader);
                if (opening is null || Comparisons.IsDefined(comparison))
                {
                    return opening is null ? null : new EnvelopePart.Compare(path, comparison, argument, opening);
                }
                opening.Opening.Dispose();
                return null;
            case RangeKind:
                return Range(ref reader, path);
            case OrderedSumKind:
                return OrderedSum(ref reader, path);
            default:
                return null;
        }
    }

    private static EnvelopePart.Range? Range(ref CodecReader reader, string path)
    {
        var (low, high) = (reader.I64(), reader.I64());
        var count = reader.Count(EnvelopeContent.MaxOpenings, 2 * 256);
        var openings = ImmutableArray.CreateBuilder<SealedOpening>(count);
        var rises = count > 0;
        for (var i = 0; i < count && !reader.Failed; i++)
        {
            if (Opening(ref reader) is not { } opening)
            {
                reader.Fail();
                continue;
            }
            rises &= i == 0 || string.CompareOrdinal(openings[i - 1].AssetId, opening.AssetId) < 0;
            openings.Add(opening);
        }
        if (rises && !reader.Failed)
        {
            return new EnvelopePart.Range(path, low, high, openings.ToImmutable());
        }
        foreach (var opening in openings)
        {
            opening.Opening.Dispose();
        }
        return null;
    }

    private static SealedOpening? Opening(ref CodecReader reader)
    {
        var id = reader.Text(IdRules.MaxLength);
        var record = reader.Digest();
        var size = (int)reader.U16();
        if (reader.Failed || !IdRules.IsValid(id) || size is not (256 or 384))
        {
            return null;
        }
        var residue = reader.Borrow(size);
        var root = reader.Borrow(size);
        return reader.Failed ? null : new SealedOpening(id, record, new AdditiveOpening(residue, root));
    }

    private static EnvelopePart.OrderedSum? OrderedSum(ref CodecReader reader, string path)
    {
        var id = reader.Text(IdRules.MaxLength);
        var record = reader.Digest();
        var addend = reader.I64();
        var oldKey = reader.Borrow(OrderedRecord.KeyBytes);
        var newKey = reader.Borrow(OrderedRecord.KeyBytes);
        var newSalt = reader.Borrow(OrderedRecord.SaltBytes);
        return reader.Failed || !IdRules.IsValid(id) ? null : new EnvelopePart.OrderedSum(path, id, record, addend, oldKey, newKey, newSalt);
    }

    private static int SizeOf(SealedOpening opening) => 4 + opening.AssetId.Length + Digest.SizeBytes + 2 + 2 * opening.Opening.Residue.Length;

    private static void Write(ref Span<byte> rest, EnvelopePart part)
    {
        U8(ref rest, part switch { EnvelopePart.Compare => CompareKind, EnvelopePart.Range => RangeKind, _ => OrderedSumKind });
        Text(ref rest, part.Path);
        switch (part)
        {
            case EnvelopePart.Compare compare:
                U8(ref rest, (byte)compare.Comparison);
                I64(ref rest, compare.Argument);
                break;
            case EnvelopePart.Range range:
                I64(ref rest, range.Low);
                I64(ref rest, range.High);
                U32(ref rest, range.Openings.Length);
                break;
            case EnvelopePart.OrderedSum sum:
                Text(ref rest, sum.AssetId);
                Fixed(ref rest, sum.Record.ToArray());
                I64(ref rest, sum.Addend);
                Fixed(ref rest, sum.OldKey);
                Fixed(ref rest, sum.NewKey);
                Fixed(ref rest, sum.NewSalt);
                break;
        }
        foreach (var opening in EnvelopeContent.OpeningsOf(part))
        {
            Text(ref rest, opening.AssetId);
            Fixed(ref rest, opening.Record.ToArray());
            BinaryPrimitives.WriteUInt16BigEndian(Take(ref rest, 2), (ushort)opening.Opening.Residue.Length);
            Fixed(ref rest, opening.Opening.Residue);
            Fixed(ref rest, opening.Opening.Root);
        }
    }

    private static void U8(ref Span<byte> rest, byte value) => Take(ref rest, 1)[0] = value;

    private static void U32(ref Span<byte> rest, int value) => BinaryPrimitives.WriteInt32BigEndian(Take(ref rest, 4), value);

    private static void I64(ref Span<byte> rest, long value) => BinaryPrimitives.WriteInt64BigEndian(Take(ref rest, 8), value);

    private static void Fixed(ref Span<byte> rest, ReadOnlySpan<byte> value) => value.CopyTo(Take(ref rest, value.Length));

    private static void Text(ref Span<byte> rest, string value)
    {
        U32(ref rest, value.Length);
        Encoding.ASCII.GetBytes(value, Take(ref rest, value.Length));
    }

    private static Span<byte> Take(ref Span<byte> rest, int count)
    {
        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }
}
