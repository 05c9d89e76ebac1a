namespace Scew.Machines.Language.Syntax;

/// <summary>
/// Characters that nobody sees, or that change how a line reads. The table stands here and is not the platform's: that one grows with every version of the runtime, and
/// merchants on two versions would disagree on which texts are machines.
/// </summary>
internal static class InvisibleCharacters
{
    // Controls, format characters and line separators of Unicode 16.0 (UnicodeData.txt, categories Cc, Cf, Zl, Zp), the lone halves of pairs, the whole plane of tags,
    // and letters and symbols that look like nothing. First and last of each range, rising.
    private static readonly (int First, int Last)[] Ranges =
    [
        (0x0000, 0x001F), (0x007F, 0x009F), (0x00AD, 0x00AD), (0x034F, 0x034F), (0x0600, 0x0605), (0x061C, 0x061C), (0x06DD, 0x06DD), (0x070F, 0x070F), (0x0890, 0x0891),
        (0x08E2, 0x08E2), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180E, 0x180E), (0x200B, 0x200F), (0x2028, 0x202E), (0x2060, 0x206F), (0x2800, 0x2800), (0x3164, 0x3164),
        (0xD800, 0xDFFF), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF9, 0xFFFB), (0x110BD, 0x110BD), (0x110CD, 0x110CD), (0x13430, 0x1343F), (0x1BCA0, 0x1BCA3),
        (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
    ];

    /// <summary>True when the code point is one of them.</summary>
    public static bool Contains(int codePoint)
    {
        foreach (var (first, last) in Ranges)
        {
            if (codePoint <= last)
            {
                return codePoint >= first;
            }
        }
        return false;
    }
}
