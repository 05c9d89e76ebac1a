using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Scew.SystemTests.Canaries;

/// <summary>A secret that a test knows, in every form in which a program might write it down: raw, reversed, hex, base64 in both alphabets at all three offsets, and a number's digits.</summary>
internal sealed class Canary
{
    private Canary(string name, IEnumerable<byte[]> forms)
    {
        Name = name;
        Forms = [.. forms];
    }

    public string Name { get; }

    /// <summary>What is looked for.</summary>
    public ImmutableArray<byte[]> Forms { get; }

    /// <summary>Secret bytes, 8 or more: fewer occur by chance.</summary>
    public static Canary Of(string name, ReadOnlySpan<byte> secret)
    {
        Assert.True(secret.Length >= 8, "a canary has 8 bytes or more");
        var bytes = secret.ToArray();
        byte[] reversed = [.. Enumerable.Reverse(bytes)];
        return new Canary(name, FormsOf(bytes).Concat(FormsOf(reversed)));
    }

    /// <summary>A secret number of at least 16 digits.</summary>
    public static Canary Of(string name, long secret)
    {
        var digits = Int128.Abs(secret).ToString(CultureInfo.InvariantCulture);
        Assert.True(digits.Length >= 16, "a canary has 16 digits or more");
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, secret);
        var canary = Of(name, bytes);
        var text = Encoding.ASCII.GetBytes(digits);
        return new Canary(name, [.. canary.Forms, text, Encoding.Unicode.GetBytes(digits), .. Base64Of(text)]);
    }

    /// <summary>Whether any form stands in the bytes.</summary>
    public bool StandsIn(ReadOnlySpan<byte> bytes)
    {
        foreach (var form in Forms)
        {
            if (bytes.IndexOf(form) >= 0)
            {
                return true;
            }
        }
        return false;
    }

    private static IEnumerable<byte[]> FormsOf(byte[] secret)
    {
        yield return secret;
        yield return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(secret));
        yield return Encoding.ASCII.GetBytes(Convert.ToHexString(secret));
        yield return Encoding.ASCII.GetBytes(string.Join('-', secret.Select(static one => one.ToString("X2", CultureInfo.InvariantCulture))));
        yield return Encoding.ASCII.GetBytes(string.Join(',', secret));
        foreach (var form in Base64Of(secret))
        {
            yield return form;
        }
    }

    // What stands before and after it in the encoded text moves it by 0, 1 or 2 bytes; the characters at the ends hold bits of the neighbours.
    private static IEnumerable<byte[]> Base64Of(byte[] secret)
    {
        for (var before = 0; before < 3; before++)
        {
            var text = Convert.ToBase64String([.. new byte[before], .. secret]).TrimEnd('=');
            var first = (before * 8 + 5) / 6;
            var last = (before + secret.Length) * 8 / 6;
            var inner = text[first..last];
            yield return Encoding.ASCII.GetBytes(inner);
            yield return Encoding.ASCII.GetBytes(inner.Replace('+', '-').Replace('/', '_'));
        }
    }
}
