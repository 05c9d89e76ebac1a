using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Scew.Protocol.Json;

/// <summary>
/// Writes canonical JSON (RFC 8785): no blanks, minimal escapes, UTF-8. The caller writes members in the order of their names; a wrong order or an
/// unpaired surrogate is our bug and throws.
/// </summary>
public sealed class JsonWriter
{
    /// <summary>Deepest nesting that is written or read.</summary>
    public const int MaxDepth = 24;

    /// <summary>The largest number: 2^53-1.</summary>
    public const long MaxNumber = (1L << 53) - 1;

    private static readonly SearchValues<char> Escaped = SearchValues.Create(string.Concat(Enumerable.Range(0, ' ').Select(static c => (char)c)) + "\"\\");
    private static readonly UTF8Encoding StrictUtf8 = new(false, true);
    private readonly string?[] _lastNames = new string?[MaxDepth + 1];
    private byte[] _buffer;
    private int _length;
    private int _depth;
    private bool _comma;

    /// <summary>Starts empty with room for <paramref name="capacityBytes"/>.</summary>
    public JsonWriter(int capacityBytes = 256) => _buffer = new byte[Math.Max(64, capacityBytes)];

    /// <summary>What was written; valid until the next write.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    /// <summary>More bytes than this are too many for whoever wants the whole; machine values are then left out, and what was written is of no use.</summary>
    public int MostBytes { get; init; } = int.MaxValue;

    /// <summary>Whether it is more than <see cref="MostBytes"/>.</summary>
    public bool IsFull => _length > MostBytes;

    /// <summary>A copy of what was written.</summary>
    public byte[] ToArray() => Written.ToArray();

    /// <summary>Opens an object.</summary>
    public JsonWriter StartObject() => Open((byte)'{');

    /// <summary>Closes an object.</summary>
    public JsonWriter EndObject() => Close((byte)'}');

    /// <summary>Opens an array.</summary>
    public JsonWriter StartArray() => Open((byte)'[');

    /// <summary>Closes an array.</summary>
    public JsonWriter EndArray() => Close((byte)']');

    /// <summary>A member's name; names of one object rise strictly in ordinal order.</summary>
    public JsonWriter Name(string name)
    {
        Invariant.Require(_lastNames[_depth] is not { } last || string.CompareOrdinal(last, name) < 0, "members are written in the order of their names");
        _lastNames[_depth] = name;
        Text(name);
        Byte((byte)':');
        _comma = false;
        return this;
    }

    /// <summary>A string.</summary>
    public JsonWriter Text(ReadOnlySpan<char> value)
    {
        Separate();
        Byte((byte)'"');
        while (!value.IsEmpty)
        {
            var escape = value.IndexOfAny(Escaped);
            Plain(escape < 0 ? value : value[..escape]);
            value = escape < 0 ? default : value[escape..];
            var plain = value.IndexOfAnyExcept(Escaped);
            foreach (var c in plain < 0 ? value : value[..plain])
            {
                Escape(c);
            }
            value = plain < 0 ? default : value[plain..];
        }
        Byte((byte)'"');
        _comma = true;
        return this;
    }

    /// <summary>A string of printable ASCII without quotes and backslashes, such as a request on the wire.</summary>
    public JsonWriter Ascii(ReadOnlySpan<byte> value)
    {
        Invariant.Require(!value.ContainsAnyExceptInRange((byte)' ', (byte)'~') && !value.ContainsAny((byte)'"', (byte)'\\'), "the text needs no escapes");
        Separate();
        Byte((byte)'"');
        value.CopyTo(Reserve(value.Length));
        Byte((byte)'"');
        _comma = true;
        return this;
    }

    /// <summary>A number in 0 to 2^53-1.</summary>
    public JsonWriter Number(long value)
    {
        Invariant.Require(value is >= 0 and <= MaxNumber, "a number is within 0 to 2^53-1");
        Separate();
        Digits(value);
        _comma = true;
        return this;
    }

    /// <summary>A signed 64-bit integer as a string.</summary>
    public JsonWriter Amount(long value)
    {
        Separate();
        Byte((byte)'"');
        Digits(value);
        Byte((byte)'"');
        _comma = true;
        return this;
    }

    /// <summary>A digest or another 32-byte value as 43 characters.</summary>
    public JsonWriter Digest(Digest value)
    {
        Span<byte> bytes = stackalloc byte[Protocol.Digest.SizeBytes];
        value.CopyTo(bytes);
        return Base64(bytes);
    }

    /// <summary>Bytes as a base64url string.</summary>
    public JsonWriter Base64(ReadOnlySpan<byte> value)
    {
        Separate();
        Byte((byte)'"');
        Base64Url.Encode(value, Reserve(Base64Url.EncodedLength(value.Length)));
        Byte((byte)'"');
        _comma = true;
        return this;
    }

    /// <summary>true or false.</summary>
    public JsonWriter Bool(bool value) => Raw(value ? "true"u8 : "false"u8);

    /// <summary>null.</summary>
    public JsonWriter Null() => Raw("null"u8);

    /// <summary>A value that is canonical JSON already.</summary>
    public JsonWriter Raw(ReadOnlySpan<byte> canonicalJson)
    {
        Separate();
        canonicalJson.CopyTo(Reserve(canonicalJson.Length));
        _comma = true;
        return this;
    }

    private void Plain(ReadOnlySpan<char> value)
    {
        // Between two escapes there is often one letter, for which the encoder is slow.
        if (value.Length < 8 && System.Text.Ascii.IsValid(value))
        {
            var bytes = Reserve(value.Length);
            for (var i = 0; i < bytes.Length; i++)
            {
                bytes[i] = (byte)value[i];
            }
        }
        else
        {
            StrictUtf8.GetBytes(value, Reserve(StrictUtf8.GetByteCount(value)));
        }
    }

    private void Escape(char c)
    {
        Byte((byte)'\\');
        var letter = c switch { '"' => '"', '\\' => '\\', '\b' => 'b', '\t' => 't', '\n' => 'n', '\f' => 'f', '\r' => 'r', _ => 'u' };
        Byte((byte)letter);
        if (letter == 'u')
        {
            // Only controls come here, so the first two digits are 0.
            var digits = Reserve(4);
            (digits[0], digits[1], digits[2], digits[3]) = ((byte)'0', (byte)'0', (byte)(c < 0x10 ? '0' : '1'), "0123456789abcdef"u8[c & 0xf]);
        }
    }

    private void Digits(long value)
    {
        var room = Reserve(20);
        Utf8Formatter.TryFormat(value, room, out var written);
        _length += written - room.Length;
    }

    private JsonWriter Open(byte bracket)
    {
        Invariant.Require(_depth < MaxDepth, "nesting is bounded");
        Separate();
        Byte(bracket);
        _depth++;
        _lastNames[_depth] = null;
        _comma = false;
        return this;
    }

    private JsonWriter Close(byte bracket)
    {
        Invariant.Require(_depth > 0, "brackets match");
        _depth--;
        Byte(bracket);
        _comma = true;
        return this;
    }

    private void Separate()
    {
        if (_comma)
        {
            Byte((byte)',');
        }
    }

    private void Byte(byte value) => Reserve(1)[0] = value;

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
