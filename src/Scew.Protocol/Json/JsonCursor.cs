using System.Text;

namespace Scew.Protocol.Json;

/// <summary>
/// Reads JSON without blanks and with canonical escapes only; the first fault is sticky. It may take what is not canonical in other ways (order,
/// duplicates): its callers write the decoded value again and compare the bytes.
/// </summary>
internal ref struct JsonCursor
{
    private const int MaxStackBytes = 4096;
    private static readonly UTF8Encoding StrictUtf8 = new(false, true);

    private readonly ReadOnlySpan<byte> _text;
    private int _at;

    public JsonCursor(ReadOnlySpan<byte> text) => _text = text;

    public bool Failed { get; private set; }

    public readonly bool Complete => !Failed && _at == _text.Length;

    /// <summary>Bytes read so far.</summary>
    public readonly int At => _at;

    public void Fail() => Failed = true;

    public void FailIf(bool isWrong) => Failed |= isWrong;

    /// <summary>Takes <paramref name="c"/> if it stands next.</summary>
    public bool Take(char c)
    {
        if (Failed || _at >= _text.Length || _text[_at] != c)
        {
            return false;
        }
        _at++;
        return true;
    }

    public void Expect(char c)
    {
        if (!Take(c))
        {
            Failed = true;
        }
    }

    /// <summary>In a loop over members or items: true while another follows; takes the comma or the closing bracket.</summary>
    public bool More(ref bool first, char close)
    {
        if (Failed || Take(close))
        {
            return false;
        }
        if (!first)
        {
            Expect(',');
        }
        first = false;
        return !Failed;
    }

    /// <summary>A member's name and its colon.</summary>
    public ReadOnlySpan<byte> Name()
    {
        var name = Plain(64);
        Expect(':');
        return name;
    }

    /// <summary>A string without escapes, as its raw bytes.</summary>
    public ReadOnlySpan<byte> Plain(int maxBytes)
    {
        Expect('"');
        if (Failed)
        {
            return default;
        }
        var length = _text[_at..].IndexOf((byte)'"');
        if (length < 0 || length > maxBytes || _text.Slice(_at, length).Contains((byte)'\\'))
        {
            Failed = true;
            return default;
        }
        var value = _text.Slice(_at, length);
        _at += length + 1;
        return value;
    }

    /// <summary>A string of printable ASCII characters without escapes, as its raw bytes.</summary>
    public ReadOnlySpan<byte> Printable(int maxBytes)
    {
        var value = Plain(maxBytes);
        Failed |= value.ContainsAnyExceptInRange((byte)' ', (byte)'~');
        return Failed ? default : value;
    }

    /// <summary>A string of ASCII characters without escapes.</summary>
    public string Ascii(int maxBytes)
    {
        var value = Plain(maxBytes);
        if (!System.Text.Ascii.IsValid(value))
        {
            Failed = true;
            return string.Empty;
        }
        return Encoding.ASCII.GetString(value);
    }

    /// <summary>A string of at most <paramref name="maxBytes"/> UTF-8 bytes when decoded.</summary>
    public string Text(int maxBytes)
    {
        Expect('"');
        // What is decoded is never longer than what stands there: a list of short texts takes no more than its bytes.
        var most = Failed ? 0 : Math.Min(maxBytes, LengthToQuote());
        var bytes = most <= MaxStackBytes ? stackalloc byte[most] : new byte[most];
        var count = 0;
        while (!Failed && _at < _text.Length && _text[_at] != '"')
        {
            var b = _text[_at++];
            if (b < ' ' || count == most)
            {
                Failed = true;
                break;
            }
            bytes[count++] = b == '\\' ? Unescape() : b;
        }
        Expect('"');
        try
        {
            return Failed ? string.Empty : StrictUtf8.GetString(bytes[..count]);
        }
        catch (DecoderFallbackException)
        {
            Failed = true;
            return string.Empty;
        }
    }

    /// <summary>A number in 0 to 2^53-1.</summary>
    public long Number() => Digits(JsonWriter.MaxNumber, false);

    /// <summary>A signed 64-bit integer in a string.</summary>
    public long Amount()
    {
        Expect('"');
        var negative = Take('-');
        var value = Digits(long.MaxValue, negative);
        Expect('"');
        return value;
    }

    public bool Bool()
    {
        var value = _text[Math.Min(_at, _text.Length)..].StartsWith("true"u8);
        if (!value && !_text[Math.Min(_at, _text.Length)..].StartsWith("false"u8))
        {
            Failed = true;
        }
        _at = Math.Min(_text.Length, _at + (value ? 4 : 5));
        return value;
    }

    /// <summary>Any one JSON value as its bytes, brackets balanced; not checked further.</summary>
    public ReadOnlySpan<byte> Raw()
    {
        var start = _at;
        var depth = 0;
        var inString = false;
        for (; !Failed && _at < _text.Length; _at++)
        {
            var c = _text[_at];
            if (inString)
            {
                _at += c == '\\' ? 1 : 0;
                inString = c != '"';
            }
            else if (c is (byte)'{' or (byte)'[')
            {
                depth++;
            }
            else if (depth == 0 && (c is (byte)',' or (byte)'}' or (byte)']'))
            {
                break;
            }
            else if (c is (byte)'}' or (byte)']')
            {
                depth--;
            }
            else
            {
                inString = c == '"';
            }
        }
        Failed |= _at <= start || _at > _text.Length || depth != 0 || inString;
        return Failed ? default : _text[start.._at];
    }

    /// <summary>A base64url string of at most <paramref name="maxBytes"/> bytes.</summary>
    public byte[] Base64(int maxBytes)
    {
        var text = Plain(Base64Url.EncodedLength(maxBytes));
        var bytes = new byte[text.Length * 3 / 4];
        if (!Base64Url.TryDecode(text, bytes, out var written) || written != bytes.Length)
        {
            Failed = true;
            return [];
        }
        return bytes;
    }

    /// <summary>A member's name, which must be <paramref name="name"/>.</summary>
    public void Name(ReadOnlySpan<byte> name)
    {
        if (!Name().SequenceEqual(name))
        {
            Failed = true;
        }
    }

    /// <summary>A comma and a member's name, which must be <paramref name="name"/>.</summary>
    public void Next(ReadOnlySpan<byte> name)
    {
        Expect(',');
        Name(name);
    }

    /// <summary>A number in 0 to <paramref name="max"/>.</summary>
    public int Int(int max)
    {
        var value = Number();
        Failed |= value > max;
        return Failed ? 0 : (int)value;
    }

    public Account Account() => new(Digest());

    public Digest Digest()
    {
        var text = Plain(43);
        Span<byte> bytes = stackalloc byte[Protocol.Digest.SizeBytes];
        if (text.Length != 43 || !Base64Url.TryDecode(text, bytes, out _))
        {
            Failed = true;
            return default;
        }
        return new Digest(bytes);
    }

    private long Digits(long max, bool negative)
    {
        var start = _at;
        var value = 0UL;
        var limit = (ulong)max + (negative ? 1UL : 0);
        while (!Failed && _at < _text.Length && _text[_at] is >= (byte)'0' and <= (byte)'9')
        {
            var digit = (ulong)(_text[_at++] - '0');
            if (_at - start > 19 || value > (limit - digit) / 10)
            {
                Failed = true;
            }
            value = value * 10 + digit;
        }
        if (_at == start || (_text[start] == '0' && (_at - start > 1 || negative)))
        {
            Failed = true;
        }
        return Failed ? 0 : negative ? (long)(0 - value) : (long)value;
    }

    // Bytes before the quote that ends the string, escapes as they stand.
    private readonly int LengthToQuote()
    {
        var rest = _text[_at..];
        for (var at = 0; at < rest.Length; at += 2)
        {
            var next = rest[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (next < 0)
            {
                break;
            }
            at += next;
            if (rest[at] == '"')
            {
                return at;
            }
        }
        return rest.Length;
    }

    private byte Unescape()
    {
        var c = _at < _text.Length ? _text[_at++] : (byte)0;
        switch (c)
        {
            case (byte)'"' or (byte)'\\':
                return c;
            case (byte)'b':
                return (byte)'\b';
            case (byte)'t':
                return (byte)'\t';
            case (byte)'n':
                return (byte)'\n';
            case (byte)'f':
                return (byte)'\f';
            case (byte)'r':
                return (byte)'\r';
            case (byte)'u' when _at + 4 <= _text.Length && _text[_at] == '0' && _text[_at + 1] == '0' && (_text[_at + 2] is (byte)'0' or (byte)'1'):
                var low = _text[_at + 3];
                var value = (_text[_at + 2] - '0') * 16 + (low is >= (byte)'0' and <= (byte)'9' ? low - '0' : low is >= (byte)'a' and <= (byte)'f' ? low - 'a' + 10 : 256);
                _at += 4;
                Failed |= value > 31;
                return (byte)value;
            default:
                Failed = true;
                return 0;
        }
    }
}
