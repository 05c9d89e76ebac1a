using System.Text.RegularExpressions;

namespace Scew.Cli.Output;

/// <summary>
/// Makes the rows of a table fit a terminal: ids are shortened as far as they have to be, from the right column on, then the widest column is broken at blanks. JSON and <c>-o id</c> have every
/// id whole.
/// </summary>
internal sealed partial class TableFit(IReadOnlyList<string> headings, IReadOnlyList<string[]> rows, int? cut, bool keepsIds)
{
    /// <summary>Columns of the narrowest terminal that is served.</summary>
    public const int Width = 80;

    private const int Gap = 2;
    private const string Dots = "..";
    private const int LeastOfId = 8;
    private const int LeastOfText = 16;

    /// <summary>Each row as the lines of its cells; null where no layout in columns is narrow enough.</summary>
    public List<string[][]>? Rows()
    {
        var shown = rows.Select(static row => (string[])row.Clone()).ToList();
        for (var column = headings.Count - 1; column >= 0 && !keepsIds && Total(shown) > Width; column--)
        {
            Shorten(shown, column);
        }
        if (Total(shown) <= Width)
        {
            return [.. shown.Select(static row => row.Select(static cell => new[] { cell }).ToArray())];
        }
        var wide = cut ?? Enumerable.Range(0, headings.Count).MaxBy(column => WidthOf(shown, column));
        var room = Width - Total(shown) + WidthOf(shown, wide);
        if (room < Math.Max(LeastOfText, headings[wide].Length))
        {
            return null;
        }
        var broken = shown.Select(row => row.Select((cell, column) => column != wide ? [cell] : cut is not null ? [Cut(cell, room)] : Break(cell, room)).ToArray()).ToList();
        return broken.Exists(row => row[wide].Any(line => line.Length > room)) ? null : broken;
    }

    private int Total(List<string[]> shown) => Enumerable.Range(0, headings.Count).Sum(column => WidthOf(shown, column)) + (Gap * (headings.Count - 1));

    private int WidthOf(List<string[]> shown, int column) => shown.Select(row => row[column].Length).Append(headings[column].Length).Max();

    // No shorter than it has to be: what is left of an id is what somebody recognises it by.
    private void Shorten(List<string[]> shown, int column)
    {
        var whole = shown.Select(row => row[column]).ToList();
        var longest = whole.SelectMany(static cell => Id().Matches(cell)).Select(static id => id.Length).DefaultIfEmpty().Max();
        for (var kept = longest - Dots.Length - 1; kept >= LeastOfId && Total(shown) > Width; kept--)
        {
            for (var i = 0; i < whole.Count; i++)
            {
                shown[i][column] = Id().Replace(whole[i], id => id.Length > kept + Dots.Length ? string.Concat(id.Value.AsSpan(0, kept), Dots) : id.Value);
            }
        }
    }

    private static string Cut(string cell, int room) => cell.Length > room ? cell[..(room - 3)] + "..." : cell;

    private static string[] Break(string cell, int room)
    {
        var lines = new List<string> { "" };
        foreach (var word in cell.Split(' '))
        {
            if (lines[^1].Length > 0 && lines[^1].Length + 1 + word.Length > room)
            {
                lines.Add(word);
                continue;
            }
            lines[^1] += lines[^1].Length > 0 ? " " + word : word;
        }
        return [.. lines];
    }

    // Hashes and accounts, SHA-256 in hexadecimal, own prefixes.
    [GeneratedRegex("(?<![A-Za-z0-9_-])([A-Za-z0-9_-]{43}|[0-9a-f]{64})(?![A-Za-z0-9_-])|(?<![a-z0-9])[a-z2-7]{26}(?=:)")]
    private static partial Regex Id();
}
