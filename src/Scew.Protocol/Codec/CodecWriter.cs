using System.Buffers.Binary;
using System.Text;

namespace Scew.Protocol.Codec;

/// <summary>Writes the binary layout that README.md describes: big-endian fixed-width integers, counted bytes.</summary>
public sealed class CodecWriter
{
    private byte[] _buffer;
    private int _length;

    /// <summary>Starts empty with room for <paramref name="capacityBytes"/>.</summary>
    public CodecWriter(int capacityBytes = 256) => _buffer = new byte[Math.Max(16, capacityBytes)];

    /// <summary>Bytes written so far.</summary>
    public int Length => _length;

    /// <summary>What was written; valid until the next write.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    /// <summary>A copy of what was written.</summary>
    public byte[] ToArray() => Written.ToArray();

    /// <summary>What was written, without a copy where the capacity was foretold exactly; the writer is not used afterwards.</summary>
    public byte[] Detach() => _length == _buffer.Length ? _buffer : ToArray();

    /// <summary>One byte.</summary>
    public void U8(byte value) => Reserve(1)[0] = value;

    /// <summary>Two bytes.</summary>
    public void U16(ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Reserve(2), value);

    /// <summary>Four bytes: a length, a count or an index; never negative.</summary>
    public void U32(int value)
    {
        Invariant.Require(value >= 0, "a count is not negative");
        BinaryPrimitives.WriteInt32BigEndian(Reserve(4), value);
    }

    /// <summary>Eight bytes: a counter, height, view or time in 0 to 2^53-1.</summary>
    public void Counter(long value)
    {
        Invariant.Require(value is >= 0 and <= CodecReader.MaxCounter, "a counter is within 0 to 2^53-1");
        BinaryPrimitives.WriteInt64BigEndian(Reserve(8), value);
    }

    /// <summary>Eight bytes, two's complement: an amount or another signed value.</summary>
    public void I64(long value) => BinaryPrimitives.WriteInt64BigEndian(Reserve(8), value);

    /// <summary>One byte, 0 or 1.</summary>
    public void Flag(bool value) => U8(value ? (byte)1 : (byte)0);

    /// <summary>32 bytes.</summary>
    public void Digest(Digest value) => value.CopyTo(Reserve(Protocol.Digest.SizeBytes));

    /// <summary>Bytes of a length that the layout fixes.</summary>
    public void Fixed(ReadOnlySpan<byte> value) => value.CopyTo(Reserve(value.Length));

    /// <summary>A four-byte length and the bytes.</summary>
    public void Bytes(ReadOnlySpan<byte> value)
    {
        U32(value.Length);
        Fixed(value);
    }

    /// <summary>A four-byte length and the UTF-8 bytes.</summary>
    public void Text(string value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        U32(length);
        Encoding.UTF8.GetBytes(value, Reserve(length));
    }

    /// <summary>A domain tag: one length byte and ASCII.</summary>
    public void Tag(string tag)
    {
        U8(checked((byte)tag.Length));
        Encoding.ASCII.GetBytes(tag, Reserve(tag.Length));
    }

    private Span<byte> Reserve(int count)
    {
        if (_buffer.Length - _length < count)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, checked(_length + count)));
        }
        var span = _buffer.AsSpan(_length, count);
        _length += count;
        return span;
    }
}
