using System.Text;

namespace Scew.Cli.Output;

/// <summary>
/// Rows under headings, aligned with blanks and nothing else: reads well on a terminal, in a file and by a screen reader. With headings it is at most 80 columns wide; where its columns cannot be,
/// each row is a block of lines, and only a single value makes one longer.
/// </summary>
internal sealed class TableView(params string[] columns)
{
    private readonly List<string[]> _rows = [];

    /// <summary>Columns whose cells stand at the right edge (numbers).</summary>
    public IReadOnlySet<int> RightAligned { get; init; } = new HashSet<int>();

    /// <summary>The column that loses its end where the table would be too wide: nobody reads all of it there.</summary>
    public int? Cut { get; init; }

    /// <summary>As wide as it is: somebody named its columns, and perhaps reads them by program.</summary>
    public bool IsWhole { get; init; }

    /// <summary>Ids are there to be compared, so none is shortened.</summary>
    public bool KeepsIds { get; init; }

    private bool HasHeadings => columns.Any(static column => column.Length > 0);

    public TableView Row(params string[] cells)
    {
        _rows.Add([.. cells.Select(PlainText.Clean)]);
        return this;
    }

    public string Render()
    {
        var rows = HasHeadings && !IsWhole ? new TableFit(columns, _rows, Cut, KeepsIds).Rows() : [.. _rows.Select(static row => row.Select(static cell => new[] { cell }).ToArray())];
        return rows is null ? Blocks() : Lines(rows);
    }

    private string Lines(List<string[][]> rows)
    {
        var widths = columns.Select((heading, column) => rows.SelectMany(row => row[column]).Select(static cell => cell.Length).Append(heading.Length).Max()).ToArray();
        var text = new StringBuilder();
        if (HasHeadings)
        {
            AppendLine(text, columns, widths);
        }
        foreach (var row in rows)
        {
            for (var line = 0; line < row.Max(static cell => cell.Length); line++)
            {
                AppendLine(text, [.. row.Select(cell => line < cell.Length ? cell[line] : "")], widths);
            }
        }
        return text.ToString();
    }

    private string Blocks() => string.Join('\n', _rows.Select(row =>
    {
        var facts = new TableView("", "");
        foreach (var (heading, cell) in columns.Zip(row).Where(static pair => pair.Second.Length > 0))
        {
            facts.Row(heading, cell);
        }
        return facts.Render();
    }));

    private void AppendLine(StringBuilder text, string[] cells, int[] widths)
    {
        var line = new StringBuilder();
        for (var i = 0; i < cells.Length; i++)
        {
            line.Append(RightAligned.Contains(i) ? cells[i].PadLeft(widths[i]) : cells[i].PadRight(widths[i]));
            line.Append("  ");
        }
        text.Append(line.ToString().TrimEnd()).Append('\n');
    }
}
