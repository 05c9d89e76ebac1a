using System.Text;

namespace Scew.Protocol.Tests.Fuzz;

/// <summary>Changes an input in the ways that readers get wrong: bits, counts, cuts, copies, splices, and for texts the tokens of JSON.</summary>
internal static class Mutator
{
    private const int MaxBytes = 1 << 17;

    private static readonly byte[][] Numbers =
    [
        [0x7F, 0xFF, 0xFF, 0xFF], [0xFF, 0xFF, 0xFF, 0xFF], [0x80, 0, 0, 0], [0, 0x0F, 0x42, 0x40], [0, 0, 0x40, 0], [0, 0, 0x40, 1], [0, 0, 0, 0], [0, 0, 0, 1], [0, 0, 0, 16],
        [0, 0x20, 0, 0, 0, 0, 0, 0], [0, 0x1F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
    ];

    private static readonly byte[][] Tokens = [.. new[]
    {
        "{", "}", "[", "]", ",", ":", "\"", "\\", " ", "\n", "\0", "null", "true", "false", "0", "-0", "00", "1e10000000", "1.0", "-", "\"0\"", "\"-0\"", "9007199254740991", "9007199254740992",
        "\"9223372036854775807\"", "\"9223372036854775808\"", "\\u0000", "\\u001f", "\\u0041", "\\ud800", "\u00e9", "e\u0301", "\uFEFF", "{\"type\":", "\"legs\":[", "\"operations\":[", "\"input\":{", "\"as\":0,",
        "[[[[[[[[", "{\"a\":{\"none\":true}}", "\"contract\":\"homo-add-int\",", "\"contract\":\"homo-ope-int\",", "\"envelope\":\"AA\",", "\"bits\":2048,", "\"record\":\"AA\",", "\"items\":[", "\"writers\":[", ".", "~", "=", "%", "AAAA",
    }.Select(Encoding.UTF8.GetBytes), [0xED, 0xA0, 0x80], [0xC0, 0xAF], [0xFF], [.. Enumerable.Repeat((byte)'9', 300)]];

    public static byte[] Change(Prng random, byte[] input, byte[] other, bool isText)
    {
        var bytes = input;
        if (random.OneIn(100))
        {
            bytes = Repeated(random, bytes);
        }
        for (var changes = 1 + random.Below(3); changes > 0; changes--)
        {
            bytes = Once(random, bytes, other, isText);
        }
        return bytes;
    }

    private static byte[] Once(Prng random, byte[] bytes, byte[] other, bool isText)
    {
        var at = random.Below(bytes.Length + 1);
        var end = Math.Min(bytes.Length, at + random.Below(random.Pick(2, 8, 64, 1024)));
        switch (random.Below(8))
        {
            case 0 or 1 when at < bytes.Length:
                var flipped = (byte[])bytes.Clone();
                flipped[at] = random.OneIn(2) ? (byte)(flipped[at] ^ (1 << random.Below(8))) : (byte)random.Next();
                return flipped;
            case 2 when isText:
                return Joined(bytes.AsSpan(0, at), random.Pick<byte[]>(Tokens), bytes.AsSpan(random.OneIn(2) ? at : end));
            case 2 or 3:
                var number = random.Pick<byte[]>(Numbers);
                return Joined(bytes.AsSpan(0, at), number, bytes.AsSpan(Math.Min(bytes.Length, at + number.Length)));
            case 4:
                return Joined(bytes.AsSpan(0, at), [], bytes.AsSpan(end));
            case 5:
                return Joined(bytes.AsSpan(0, end), bytes.AsSpan(at, end - at), bytes.AsSpan(end));
            case 6:
                return random.OneIn(4) ? bytes[..at] : Joined(bytes.AsSpan(0, at), random.Bytes(random.Below(9)), bytes.AsSpan(at));
            default:
                var from = random.Below(other.Length + 1);
                return Joined(bytes.AsSpan(0, at), other.AsSpan(from, Math.Min(other.Length - from, random.Below(200))), bytes.AsSpan(random.OneIn(2) ? at : end));
        }
    }

    // Many of the same small part: where memory grows faster than the input.
    private static byte[] Repeated(Prng random, byte[] bytes)
    {
        var at = random.Below(bytes.Length + 1);
        var part = bytes.AsSpan(at, Math.Min(bytes.Length - at, 1 + random.Below(120))).ToArray();
        var times = part.Length == 0 ? 0 : random.Below(40_000) / part.Length;
        return [.. bytes.AsSpan(0, at), .. Enumerable.Repeat(part, times).SelectMany(p => p), .. bytes.AsSpan(at)];
    }

    private static byte[] Joined(ReadOnlySpan<byte> head, ReadOnlySpan<byte> middle, ReadOnlySpan<byte> tail) =>
        head.Length + middle.Length + tail.Length > MaxBytes ? head.ToArray() : [.. head, .. middle, .. tail];
}
