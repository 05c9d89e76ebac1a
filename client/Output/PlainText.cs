using System.Globalization;
using System.Text;

namespace Scew.Cli.Output;

/// <summary>
/// Text of merchants and other customers as a terminal may show it: nothing that moves the cursor, starts an escape sequence, breaks the line or turns the reading
/// direction. Names, ids, titles and reasons all come from strangers.
/// </summary>
internal static class PlainText
{
    /// <summary>The text with every control and format character replaced by U+FFFD.</summary>
    public static string Clean(string? text) => Clean(text, keepLines: false);

    /// <summary>As <see cref="Clean(string)"/>, but line feeds and tabs stay: for text whose lines this program made of cleaned cells.</summary>
    public static string CleanLines(string? text) => Clean(text, keepLines: true);

    private static string Clean(string? text, bool keepLines)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            clean.Append(IsHarmless(rune) || (keepLines && rune.Value is '\n' or '\t') ? rune.ToString() : "\uFFFD");
        }
        return clean.ToString();
    }

    private static bool IsHarmless(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
