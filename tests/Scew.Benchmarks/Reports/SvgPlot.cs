using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;

namespace Scew.Benchmarks.Reports;

/// <summary>
/// Line and bar charts as SVG that stands on its own: no script, no style sheet from elsewhere. Text and lines take the colour of the text around them, series those of
/// <c>--series-1</c> to <c>--series-6</c> where the page has them, so one drawing serves light and dark. Series differ by colour, dash and mark.
/// </summary>
internal sealed class SvgPlot(string title, string xLabel, string yLabel)
{
    public const int Width = 640;
    public const int Left = 70;
    public const int Top = 34;
    public const int PlotWidth = 550;
    public const int PlotHeight = 250;

    private const int Right = Left + PlotWidth;
    private const int Bottom = Top + PlotHeight;
    private const int LegendTop = Bottom + 52;
    private const int LegendRow = 18;
    private const int LegendColumns = 3;

    private static readonly string[] Colours = ["#2f6fb0", "#c4622d", "#3c8a4e", "#8a5aa8", "#a8862a", "#4a9aa5"];
    private static readonly string[] Dashes = ["", "6 3", "2 3", "9 3 2 3", "12 4", "1 4"];

    private readonly StringBuilder _svg = new();

    public bool LogX { get; init; }

    public bool LogY { get; init; }

    /// <summary>Lines through points. Marks of the x axis stand at the points' own x where there are at most twelve of them.</summary>
    public string Lines(IReadOnlyList<PlotSeries> series)
    {
        var points = series.SelectMany(line => line.Points).ToArray();
        var x = new PlotScale(points.Select(point => point.X), LogX, fromZero: false);
        var y = new PlotScale(points.Select(point => point.Y), LogY);
        var marks = points.Select(point => point.X).Where(value => x.Place(value) is not null).Distinct().Order().ToArray();
        Begin(series.Count, y);
        foreach (var mark in marks.Length is > 0 and <= 12 ? Apart(marks, x) : x.Ticks)
        {
            TickX(Left + x.Place(mark)!.Value * PlotWidth, Number(mark));
        }
        for (var i = 0; i < series.Count; i++)
        {
            Line(i, series[i], x, y);
        }
        return End([.. series.Select(line => line.Name)]);
    }

    /// <summary>Groups of bars, each group with one bar of every series.</summary>
    public string Bars(ImmutableArray<string> groups, IReadOnlyList<BarSeries> series)
    {
        var y = new PlotScale(series.SelectMany(bars => bars.Values), LogY);
        Begin(series.Count, y);
        var slot = (double)PlotWidth / Math.Max(1, groups.Length);
        var width = slot * 0.8 / Math.Max(1, series.Count);
        for (var group = 0; group < groups.Length; group++)
        {
            TickX(Left + (group + 0.5) * slot, groups[group]);
            for (var i = 0; i < series.Count; i++)
            {
                if (group < series[i].Values.Length && y.Place(series[i].Values[group]) is { } place)
                {
                    var height = Math.Max(0, place) * PlotHeight;
                    var left = Left + group * slot + slot * 0.1 + i * width;
                    _svg.Append(CultureInfo.InvariantCulture, $"""<rect x="{left:0.#}" y="{Bottom - height:0.#}" width="{width * 0.92:0.#}" height="{height:0.#}" style="fill:{Colour(i)}">""");
                    _svg.Append("<title>").Append(Text($"{groups[group]}, {series[i].Name}: {Number(series[i].Values[group])}")).Append("</title></rect>\n");
                }
            }
        }
        return End([.. series.Select(bars => bars.Name)], bars: true);
    }

    /// <summary>At most four significant digits, thousands as k and M.</summary>
    internal static string Number(double value) => Math.Abs(value) switch
    {
        0 => "0",
        >= 1e6 => (value / 1e6).ToString("0.###", CultureInfo.InvariantCulture) + "M",
        >= 1e4 => (value / 1e3).ToString("0.##", CultureInfo.InvariantCulture) + "k",
        >= 100 => value.ToString("0", CultureInfo.InvariantCulture),
        >= 0.01 => value.ToString("0.###", CultureInfo.InvariantCulture),
        _ => value.ToString("0.##e0", CultureInfo.InvariantCulture),
    };

    private void Begin(int series, PlotScale y)
    {
        var height = LegendTop + LegendRow * ((series + LegendColumns - 1) / LegendColumns);
        _svg.Clear();
        _svg.Append(CultureInfo.InvariantCulture, $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {height}" role="img" font-family="system-ui, sans-serif" font-size="12" fill="currentColor">""");
        _svg.Append("\n<title>").Append(Text(title)).Append("</title>\n");
        Label(Width / 2, 16, "middle", title, " font-size=\"14\" font-weight=\"600\"");
        foreach (var tick in y.Ticks)
        {
            var place = Bottom - y.Place(tick)!.Value * PlotHeight;
            Stroke(Left, place, Right, place, 0.15);
            Label(Left - 6, place + 4, "end", Number(tick));
        }
        Stroke(Left, Bottom, Right, Bottom, 0.7);
        Stroke(Left, Top, Left, Bottom, 0.7);
        Label(Left + PlotWidth / 2, Bottom + 36, "middle", xLabel);
        const int Middle = Top + PlotHeight / 2;
        Label(14, Middle, "middle", yLabel, string.Create(CultureInfo.InvariantCulture, $" transform=\"rotate(-90 14 {Middle})\""));
    }

    private string End(ImmutableArray<string> names, bool bars = false)
    {
        for (var i = 0; i < names.Length; i++)
        {
            var left = Left + i % LegendColumns * (PlotWidth / LegendColumns);
            var middle = LegendTop + i / LegendColumns * LegendRow;
            if (bars)
            {
                _svg.Append(CultureInfo.InvariantCulture, $"""<rect x="{left + 6}" y="{middle - 6}" width="12" height="12" style="fill:{Colour(i)}"/>""");
            }
            else
            {
                _svg.Append(CultureInfo.InvariantCulture, $"""<path d="M{left} {middle}h24" style="stroke:{Colour(i)}" stroke-width="2" stroke-dasharray="{Dash(i)}"/>""");
                Mark(i, left + 12, middle);
            }
            Label(left + 30, middle + 4, "start", names[i]);
        }
        return _svg.Append("</svg>\n").ToString();
    }

    private void Line(int index, PlotSeries line, PlotScale x, PlotScale y)
    {
        var placed = line.Points.Select(point => (X: x.Place(point.X), Y: y.Place(point.Y), Point: point)).Where(point => point.X is not null && point.Y is not null)
            .Select(point => (X: Left + point.X!.Value * PlotWidth, Y: Bottom - point.Y!.Value * PlotHeight, point.Point)).OrderBy(point => point.X).ToArray();
        if (placed.Length == 0)
        {
            return;
        }
        var path = string.Join(' ', placed.Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.X:0.#},{point.Y:0.#}")));
        _svg.Append(CultureInfo.InvariantCulture, $"""<polyline points="{path}" fill="none" style="stroke:{Colour(index)}" stroke-width="2" stroke-dasharray="{Dash(index)}"/>""").Append('\n');
        foreach (var (left, top, point) in placed)
        {
            Mark(index, left, top, $"{line.Name}: {Number(point.Y)} at {Number(point.X)}");
        }
    }

    /// <summary>Circle, square, diamond, triangle, in turn.</summary>
    private void Mark(int index, double x, double y, string? about = null)
    {
        var shape = (index % 4) switch
        {
            0 => string.Create(CultureInfo.InvariantCulture, $"M{x - 4:0.#} {y:0.#}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z"),
            1 => string.Create(CultureInfo.InvariantCulture, $"M{x - 3.5:0.#} {y - 3.5:0.#}h7v7h-7z"),
            2 => string.Create(CultureInfo.InvariantCulture, $"M{x:0.#} {y - 5:0.#}l5 5l-5 5l-5 -5z"),
            _ => string.Create(CultureInfo.InvariantCulture, $"M{x:0.#} {y - 5:0.#}l4.5 8h-9z"),
        };
        _svg.Append(CultureInfo.InvariantCulture, $"""<path d="{shape}" style="fill:{Colour(index)}">""");
        _svg.Append(about is null ? "" : "<title>" + Text(about) + "</title>").Append("</path>\n");
    }

    private void TickX(double x, string text)
    {
        Stroke(x, Bottom, x, Bottom + 5, 0.7);
        Label(x, Bottom + 18, "middle", text);
    }

    private void Stroke(double x1, double y1, double x2, double y2, double opacity) => _svg.Append(
        CultureInfo.InvariantCulture, $"""<line x1="{x1:0.#}" y1="{y1:0.#}" x2="{x2:0.#}" y2="{y2:0.#}" stroke="currentColor" stroke-opacity="{opacity}"/>""").Append('\n');

    private void Label(double x, double y, string anchor, string text, string more = "") => _svg.Append(
        CultureInfo.InvariantCulture, $"""<text x="{x:0.#}" y="{y:0.#}" text-anchor="{anchor}"{more}>""").Append(Text(text)).Append("</text>\n");

    /// <summary>Marks whose texts would touch are left out.</summary>
    private static IEnumerable<double> Apart(double[] marks, PlotScale x)
    {
        var last = double.NegativeInfinity;
        foreach (var mark in marks.Where(mark => x.Place(mark)!.Value * PlotWidth - last >= 28))
        {
            last = x.Place(mark)!.Value * PlotWidth;
            yield return mark;
        }
    }

    private static string Colour(int index) => string.Create(CultureInfo.InvariantCulture, $"var(--series-{index % Colours.Length + 1}, {Colours[index % Colours.Length]})");

    // The second six have other dashes than the first with their colours.
    private static string Dash(int index) => Dashes[(index + index / Colours.Length) % Dashes.Length];

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
