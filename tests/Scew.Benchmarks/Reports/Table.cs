using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;

namespace Scew.Benchmarks.Reports;

/// <summary>Rows under headings that name the unit; the first <paramref name="texts"/> columns are words and stand left, numbers stand right.</summary>
internal sealed class Table(int texts, params string[] headings)
{
    private readonly List<ImmutableArray<string>> _rows = [];

    public void Add(params ImmutableArray<string> cells) => _rows.Add(cells);

    /// <summary>For a console.</summary>
    public string ToText()
    {
        var widths = headings.Select((heading, column) => _rows.Select(row => row[column].Length).Append(heading.Length).Max()).ToArray();
        var text = new StringBuilder();
        foreach (var row in _rows.Prepend([.. headings]))
        {
            text.AppendLine(string.Join("  ", row.Select((cell, column) => column < texts ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))).TrimEnd());
        }
        return text.ToString();
    }

    public string ToHtml()
    {
        var html = new StringBuilder("<div class=\"wide\"><table>\n<thead><tr>");
        html.AppendJoin("", headings.Select((heading, column) => Cell("th", column, heading))).Append("</tr></thead>\n<tbody>\n");
        foreach (var row in _rows)
        {
            html.Append("<tr>").AppendJoin("", row.Select((cell, column) => Cell("td", column, cell))).Append("</tr>\n");
        }
        return html.Append("</tbody></table></div>\n").ToString();
    }

    /// <summary>With <paramref name="digits"/> digits behind the point, <c>-</c> for what was not measured.</summary>
    public static string Number(double? value, int digits = 0) =>
        value is { } number && double.IsFinite(number) ? number.ToString("N" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : "-";

    private string Cell(string tag, int column, string text) => $"<{tag}{(column < texts ? " class=\"t\"" : "")}>{WebUtility.HtmlEncode(text)}</{tag}>";
}
