using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace Scew.Protocol;

/// <summary>A SHA-256 value: 32 bytes, ordered as unsigned big-endian bytes.</summary>
public readonly struct Digest : IEquatable<Digest>, IComparable<Digest>
{
    /// <summary>Length in bytes.</summary>
    public const int SizeBytes = 32;

    private readonly ulong _a;
    private readonly ulong _b;
    private readonly ulong _c;
    private readonly ulong _d;

    /// <summary>Takes exactly 32 bytes.</summary>
    public Digest(ReadOnlySpan<byte> bytes)
    {
        Invariant.Require(bytes.Length == SizeBytes, "a digest has 32 bytes");
        _a = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _b = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _c = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]);
        _d = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
    }

    /// <summary>All bits zero: "no digest".</summary>
    public static Digest Zero => default;

    /// <summary>The SHA-256 of <paramref name="data"/>.</summary>
    public static Digest Of(ReadOnlySpan<byte> data)
    {
        Span<byte> hash = stackalloc byte[SizeBytes];
        SHA256.HashData(data, hash);
        return new Digest(hash);
    }

    /// <summary>Reads 43 characters of strict base64url; false for anything else.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Digest digest)
    {
        Span<byte> bytes = stackalloc byte[SizeBytes];
        if (text.Length == 43 && Base64Url.TryDecode(text, bytes, out var written) && written == SizeBytes)
        {
            digest = new Digest(bytes);
            return true;
        }
        digest = default;
        return false;
    }

    /// <summary>Writes the 32 bytes.</summary>
    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _a);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _b);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], _c);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], _d);
    }

    /// <summary>A new array of the 32 bytes.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[SizeBytes];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>Bit <paramref name="index"/> (0 is the highest bit of the first byte).</summary>
    public bool Bit(int index)
    {
        var word = (index >> 6) switch { 0 => _a, 1 => _b, 2 => _c, _ => _d };
        return ((word >> (63 - (index & 63))) & 1) != 0;
    }

    /// <summary>Index of the first bit in which the two differ, 256 when they are equal.</summary>
    public int FirstDifferentBit(Digest other)
    {
        if (_a != other._a)
        {
            return BitOperations.LeadingZeroCount(_a ^ other._a);
        }
        if (_b != other._b)
        {
            return 64 + BitOperations.LeadingZeroCount(_b ^ other._b);
        }
        return _c != other._c ? 128 + BitOperations.LeadingZeroCount(_c ^ other._c) : 192 + BitOperations.LeadingZeroCount(_d ^ other._d);
    }

    /// <inheritdoc/>
    public bool Equals(Digest other) => _a == other._a && _b == other._b && _c == other._c && _d == other._d;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Digest other && Equals(other);

    /// <summary>The first 32 bits; the same in every run, for look-ups only.</summary>
    public override int GetHashCode() => (int)(_a >> 32);

    /// <inheritdoc/>
    public int CompareTo(Digest other)
    {
        var order = _a.CompareTo(other._a);
        order = order != 0 ? order : _b.CompareTo(other._b);
        order = order != 0 ? order : _c.CompareTo(other._c);
        return order != 0 ? order : _d.CompareTo(other._d);
    }

    /// <summary>43 characters of base64url.</summary>
    public override string ToString() => Base64Url.Encode(ToArray());

    /// <summary>The first eight characters, for logs and transcripts.</summary>
    public string Short => ToString()[..8];

    /// <summary>Equality of all 32 bytes.</summary>
    public static bool operator ==(Digest left, Digest right) => left.Equals(right);

    /// <summary>Inequality of any byte.</summary>
    public static bool operator !=(Digest left, Digest right) => !left.Equals(right);
}
