namespace Scew.Protocol;

/// <summary>
/// RFC 4648 section 5 without padding, strict: the alphabet only, spare bits zero, no length of 1 mod 4. The platform's decoder accepts <c>=</c>,
/// <c>%</c> and blanks, and so gives several texts to one value.
/// </summary>
public static class Base64Url
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static readonly sbyte[] Values = BuildValues();

    /// <summary>Characters that <paramref name="sizeBytes"/> bytes take.</summary>
    public static int EncodedLength(int sizeBytes) => (sizeBytes * 4 + 2) / 3;

    /// <summary>The text of <paramref name="bytes"/>.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        var text = new char[EncodedLength(bytes.Length)];
        var at = 0;
        for (var i = 0; i < bytes.Length; i += 3)
        {
            var left = bytes.Length - i;
            var word = (bytes[i] << 16) | (left > 1 ? bytes[i + 1] << 8 : 0) | (left > 2 ? bytes[i + 2] : 0);
            text[at++] = Alphabet[word >> 18];
            text[at++] = Alphabet[(word >> 12) & 63];
            if (left > 1)
            {
                text[at++] = Alphabet[(word >> 6) & 63];
            }
            if (left > 2)
            {
                text[at++] = Alphabet[word & 63];
            }
        }
        return new string(text);
    }

    /// <summary>Writes the text of <paramref name="bytes"/> as ASCII into exactly <see cref="EncodedLength"/> bytes.</summary>
    public static void Encode(ReadOnlySpan<byte> bytes, Span<byte> ascii)
    {
        var at = 0;
        for (var i = 0; i < bytes.Length; i += 3)
        {
            var left = bytes.Length - i;
            var word = (bytes[i] << 16) | (left > 1 ? bytes[i + 1] << 8 : 0) | (left > 2 ? bytes[i + 2] : 0);
            ascii[at++] = (byte)Alphabet[word >> 18];
            ascii[at++] = (byte)Alphabet[(word >> 12) & 63];
            if (left > 1)
            {
                ascii[at++] = (byte)Alphabet[(word >> 6) & 63];
            }
            if (left > 2)
            {
                ascii[at++] = (byte)Alphabet[word & 63];
            }
        }
    }

    /// <summary>The bytes of exactly <paramref name="sizeBytes"/> that <paramref name="text"/> stands for, or null.</summary>
    public static byte[]? Decode(ReadOnlySpan<char> text, int sizeBytes)
    {
        var bytes = new byte[sizeBytes];
        return text.Length == EncodedLength(sizeBytes) && TryDecode(text, bytes, out var written) && written == sizeBytes ? bytes : null;
    }

    /// <summary>Decodes characters; false when the text is not the one that <see cref="Encode(ReadOnlySpan{byte})"/> writes or does not fit.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, Span<byte> destination, out int written)
    {
        written = 0;
        var accumulator = 0;
        var bits = 0;
        if ((text.Length & 3) == 1 || text.Length * 6 / 8 > destination.Length)
        {
            return false;
        }
        foreach (var c in text)
        {
            var value = c < 128 ? Values[c] : (sbyte)-1;
            if (value < 0)
            {
                return false;
            }
            accumulator = ((accumulator << 6) | (byte)value) & 0xFFFF;
            bits += 6;
            if (bits >= 8)
            {
                bits -= 8;
                destination[written++] = (byte)(accumulator >> bits);
            }
        }
        return (accumulator & ((1 << bits) - 1)) == 0;
    }

    /// <summary>As the character form, over ASCII bytes.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> ascii, Span<byte> destination, out int written)
    {
        written = 0;
        var accumulator = 0;
        var bits = 0;
        if ((ascii.Length & 3) == 1 || ascii.Length * 6L / 8 > destination.Length)
        {
            return false;
        }
        foreach (var c in ascii)
        {
            var value = c < 128 ? Values[c] : (sbyte)-1;
            if (value < 0)
            {
                return false;
            }
            accumulator = ((accumulator << 6) | (byte)value) & 0xFFFF;
            bits += 6;
            if (bits >= 8)
            {
                bits -= 8;
                destination[written++] = (byte)(accumulator >> bits);
            }
        }
        return (accumulator & ((1 << bits) - 1)) == 0;
    }

    private static sbyte[] BuildValues()
    {
        var values = new sbyte[128];
        Array.Fill(values, (sbyte)-1);
        for (var i = 0; i < Alphabet.Length; i++)
        {
            values[Alphabet[i]] = (sbyte)i;
        }
        return values;
    }
}
