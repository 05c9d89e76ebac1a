using System.Text;

namespace Scew.Cli.Output;

/// <summary>Rows under headings, aligned with blanks and nothing else: reads well on a terminal, in a file and by a screen reader.</summary>
internal sealed class TableView(params string[] columns)
{
    private readonly List<string[]> _rows = [];

    /// <summary>Columns whose cells stand at the right edge (numbers).</summary>
    public IReadOnlySet<int> RightAligned { get; init; } = new HashSet<int>();

    public TableView Row(params string[] cells)
    {
        _rows.Add([.. cells.Select(PlainText.Clean)]);
        return this;
    }

    public string Render()
    {
        var widths = new int[columns.Length];
        foreach (var row in _rows.Prepend(columns))
        {
            for (var i = 0; i < widths.Length; i++)
            {
                widths[i] = Math.Max(widths[i], row[i].Length);
            }
        }
        var text = new StringBuilder();
        if (columns.Any(column => column.Length > 0))
        {
            AppendRow(text, columns, widths);
        }
        foreach (var row in _rows)
        {
            AppendRow(text, row, widths);
        }
        return text.ToString();
    }

    private void AppendRow(StringBuilder text, string[] cells, int[] widths)
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
