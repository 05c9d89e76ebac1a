using System.Buffers.Binary;
using System.Text;

namespace Scew.Protocol.Codec;

/// <summary>
/// Reads what <see cref="CodecWriter"/> writes. The first fault is sticky: later reads give zero values, and the caller asks <see cref="Complete"/>
/// once at the end. No read allocates more than the bytes that are there.
/// </summary>
public ref struct CodecReader
{
    /// <summary>The largest counter: 2^53-1, exact in every language's numbers.</summary>
    public const long MaxCounter = (1L << 53) - 1;

    private static readonly UTF8Encoding StrictUtf8 = new(false, true);
    private ReadOnlySpan<byte> _rest;

    /// <summary>Reads from <paramref name="bytes"/>.</summary>
    public CodecReader(ReadOnlySpan<byte> bytes)
    {
        _rest = bytes;
        Failed = false;
    }

    /// <summary>Something did not fit.</summary>
    public bool Failed { get; private set; }

    /// <summary>Nothing failed and nothing is left over.</summary>
    public readonly bool Complete => !Failed && _rest.IsEmpty;

    /// <summary>Bytes not read yet.</summary>
    public readonly int Remaining => _rest.Length;

    /// <summary>Marks the input as wrong, from a check outside the reader.</summary>
    public void Fail() => Failed = true;

    /// <summary>One byte.</summary>
    public byte U8() => Take(1) is { IsEmpty: false } span ? span[0] : (byte)0;

    /// <summary>Two bytes.</summary>
    public ushort U16() => Take(2) is { IsEmpty: false } span ? BinaryPrimitives.ReadUInt16BigEndian(span) : (ushort)0;

    /// <summary>Four bytes, at most <paramref name="max"/>.</summary>
    public int U32(int max)
    {
        var span = Take(4);
        var value = span.IsEmpty ? 0 : BinaryPrimitives.ReadInt32BigEndian(span);
        return value >= 0 && value <= max ? value : FailWith(0);
    }

    /// <summary>A count of items that take at least <paramref name="minItemBytes"/> each, at most <paramref name="max"/>: refused before anything is allocated.</summary>
    public int Count(int max, int minItemBytes)
    {
        var count = U32(max);
        return (long)count * minItemBytes <= _rest.Length ? count : FailWith(0);
    }

    /// <summary>Eight bytes in 0 to 2^53-1.</summary>
    public long Counter()
    {
        var value = I64();
        return value is >= 0 and <= MaxCounter ? value : FailWith(0);
    }

    /// <summary>Eight bytes, two's complement.</summary>
    public long I64() => Take(8) is { IsEmpty: false } span ? BinaryPrimitives.ReadInt64BigEndian(span) : 0;

    /// <summary>One byte, 0 or 1.</summary>
    public bool Flag()
    {
        var value = U8();
        return value <= 1 ? value == 1 : FailWith(0) == 1;
    }

    /// <summary>32 bytes.</summary>
    public Digest Digest() => Take(Protocol.Digest.SizeBytes) is { IsEmpty: false } span ? new Digest(span) : default;

    /// <summary>Bytes of a fixed length, copied.</summary>
    public byte[] Fixed(int length) => Take(length).ToArray();

    /// <summary>Bytes of a fixed length where they stand, for secrets: nothing is copied. Empty when there are fewer.</summary>
    public ReadOnlySpan<byte> Borrow(int length) => Take(length);

    /// <summary>Counted bytes, at most <paramref name="max"/>, copied.</summary>
    public byte[] Bytes(int max) => Take(U32(max)).ToArray();

    /// <summary>Counted UTF-8 text of at most <paramref name="maxBytes"/>.</summary>
    public string Text(int maxBytes)
    {
        var span = Take(U32(maxBytes));
        try
        {
            return StrictUtf8.GetString(span);
        }
        catch (DecoderFallbackException)
        {
            FailWith(0);
            return string.Empty;
        }
    }

    private int FailWith(int value)
    {
        Failed = true;
        return value;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (Failed || count > _rest.Length)
        {
            Failed = true;
            return default;
        }
        var span = _rest[..count];
        _rest = _rest[count..];
        return span;
    }
}
