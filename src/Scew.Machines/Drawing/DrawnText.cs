using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Scew.Machines.Drawing;

/// <summary>
/// Text as a drawing may hold it. Machines are written by strangers: nothing that turns the reading direction or breaks a line, and per format nothing that ends the
/// place where it stands.
/// </summary>
internal static class DrawnText
{
    private const char Ellipsis = '\u2026';

    /// <summary>The text with control, format and other unprintable characters replaced by U+FFFD.</summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            clean.Append(IsPrintable(rune) ? rune.ToString() : "\uFFFD");
        }
        return clean.ToString();
    }

    public static string Xml(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            _ = character switch
            {
                '&' => escaped.Append("&amp;"),
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '"' => escaped.Append("&quot;"),
                '\'' => escaped.Append("&#39;"),
                _ => escaped.Append(character),
            };
        }
        return escaped.ToString();
    }

    /// <summary>Within quotation marks.</summary>
    public static string Dot(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    /// <summary>Everything that Mermaid's grammar gives a meaning, as <c>#NUMBER;</c>.</summary>
    public static string Mermaid(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (char.IsAscii(character) && !char.IsAsciiLetterOrDigit(character) && character is not (' ' or '_' or '.' or ',' or '(' or ')' or '/' or '='))
            {
                escaped.Append('#').Append(((int)character).ToString(CultureInfo.InvariantCulture)).Append(';');
            }
            else
            {
                escaped.Append(character);
            }
        }
        // A line that has this anywhere sets the direction of the drawing.
        return escaped.Replace("direction ", "direction#32;").ToString();
    }

    /// <summary>Lines of at most <paramref name="width"/> characters, broken at blanks where there are any; what does not fit is cut with an ellipsis.</summary>
    public static ImmutableArray<string> Wrap(string text, int width, int maxLines)
    {
        var lines = ImmutableArray.CreateBuilder<string>();
        var rest = text;
        while (rest.Length > width && lines.Count < maxLines - 1)
        {
            var blank = rest.LastIndexOf(' ', width);
            var end = blank > 0 ? blank : Whole(rest, width);
            lines.Add(rest[..end]);
            rest = rest[end..].TrimStart(' ');
        }
        lines.Add(rest.Length > width ? rest[..Whole(rest, width - 1)] + Ellipsis : rest);
        return lines.ToImmutable();
    }

    /// <summary>Not between the halves of a character.</summary>
    private static int Whole(string text, int end) => char.IsHighSurrogate(text[end - 1]) ? end - 1 : end;

    private static bool IsPrintable(Rune rune) => rune.Value is not (0xFFFE or 0xFFFF) && Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
