using System.Buffers;

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
    public static string Encode(ReadOnlySpan<byte> bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    /// <summary>Writes the text of <paramref name="bytes"/> as ASCII into exactly <see cref="EncodedLength"/> bytes.</summary>
    public static void Encode(ReadOnlySpan<byte> bytes, Span<byte> ascii)
    {
        var length = EncodedLength(bytes.Length);
        Invariant.Require(System.Buffers.Text.Base64Url.EncodeToUtf8(bytes, ascii[..length], out _, out var written) == OperationStatus.Done && written == length, "the text fits");
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
        return Fits(text.Length, destination.Length) && (text.IsEmpty || SpareBitsAreZero(text[^1], text.Length))
            && System.Buffers.Text.Base64Url.DecodeFromChars(text, destination, out _, out written) == OperationStatus.Done && written == SizeBytes(text.Length);
    }

    /// <summary>As the character form, over ASCII bytes.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> ascii, Span<byte> destination, out int written)
    {
        written = 0;
        return Fits(ascii.Length, destination.Length) && (ascii.IsEmpty || SpareBitsAreZero((char)ascii[^1], ascii.Length))
            && System.Buffers.Text.Base64Url.DecodeFromUtf8(ascii, destination, out _, out written) == OperationStatus.Done && written == SizeBytes(ascii.Length);
    }

    // What the platform skips (blanks) or takes for padding gives fewer bytes than the length stands for, so the count of bytes settles the alphabet.
    private static int SizeBytes(int length) => (int)(length * 6L / 8);

    private static bool Fits(int length, int room) => (length & 3) != 1 && SizeBytes(length) <= room;

    private static bool SpareBitsAreZero(char last, int length)
    {
        var value = last < 128 ? Values[last] : -1;
        var spare = (length & 3) switch { 2 => 15, 3 => 3, _ => 0 };
        return value >= 0 && (value & spare) == 0;
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
