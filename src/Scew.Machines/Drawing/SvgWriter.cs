using System.Collections.Immutable;
using System.Text;
using Scew.Machines.Drawing.Layout;

namespace Scew.Machines.Drawing;

/// <summary>
/// A layout as SVG. Colours stand at the elements for light pages, so that the drawing is readable where style sheets are forbidden, and in the style sheet for dark ones.
/// </summary>
internal sealed class SvgWriter
{
    private const int ArrowLength = 9;
    private const int ArrowHalf = 4;
    private const int NameLine = 18;
    private const int Baseline = 5;
    private const int LoopText = 6;

    private const string Style = """
        <style>
        @media (prefers-color-scheme: dark) {
        .scew-machine .page, .scew-machine .plate { fill: #12161c; }
        .scew-machine .box { fill: #1d2530; stroke: #a9b8c9; }
        .scew-machine .rim { stroke: #a9b8c9; }
        .scew-machine .current .box { fill: #4a3a08; stroke: #f0c040; }
        .scew-machine .current .rim { stroke: #f0c040; }
        .scew-machine .line { stroke: #a9b8c9; }
        .scew-machine .tip { fill: #a9b8c9; }
        .scew-machine .name { fill: #eef2f7; }
        .scew-machine .small { fill: #c3cedb; }
        }
        </style>

        """;

    private readonly StringBuilder _svg = new();

    private SvgWriter()
    {
    }

    public static string Write(Machine machine, MachineLayout layout)
    {
        var writer = new SvgWriter();
        writer.Begin(machine, layout);
        foreach (var arrow in layout.Arrows)
        {
            writer.Draw(arrow);
        }
        foreach (var state in layout.States)
        {
            writer.Draw(state);
        }
        return writer._svg.Append("</svg>\n").ToString();
    }

    private void Begin(Machine machine, MachineLayout layout)
    {
        _svg.Append($"""<svg xmlns="http://www.w3.org/2000/svg" class="scew-machine" role="img" width="{layout.Width}" height="{layout.Height}" """);
        _svg.Append($"""viewBox="0 0 {layout.Width} {layout.Height}" font-family="system-ui, sans-serif" text-anchor="middle">""").Append('\n');
        _svg.Append($"<title>{DrawnText.Xml(MachineDrawing.TitleOf(machine))}</title>\n");
        _svg.Append($"<desc>{DrawnText.Xml(Description(layout))}</desc>\n");
        _svg.Append(Style);
        _svg.Append($"""<rect class="page" width="{layout.Width}" height="{layout.Height}" fill="#ffffff"/>""").Append('\n');
    }

    private static string Description(MachineLayout layout)
    {
        var states = layout.States.Select(static state => state.Marks.Length == 0 ? state.Name : $"{state.Name} ({state.Marks})");
        return $"States: {string.Join(", ", states)}. Transitions: {string.Join("; ", layout.Arrows.Select(static arrow => arrow.Edge))}.";
    }

    private void Draw(DrawnState state)
    {
        var box = state.Box;
        var radius = state.IsStart ? box.Height / 2 : 8;
        var (fill, stroke) = state.IsCurrent ? ("#fff3cd", "#8a5a00") : ("#f4f7fa", "#475569");
        _svg.Append($"""<g class="{(state.IsCurrent ? "state current" : "state")}" data-state="{state.Name}">""");
        _svg.Append($"""<rect class="box" {Place(box)} rx="{radius}" fill="{fill}" stroke="{stroke}" stroke-width="{(state.IsCurrent ? 4 : 2)}"/>""");
        if (state.IsFinal)
        {
            var inner = new DrawnRect(box.Left + 5, box.Top + 5, box.Width - 10, box.Height - 10);
            _svg.Append($"""<rect class="rim" {Place(inner)} rx="4" fill="none" stroke="{stroke}" stroke-width="1"/>""");
        }
        var marks = state.Marks;
        var middle = marks.Length == 0 ? box.MiddleY : box.MiddleY - NameLine / 2;
        Text("name", MachineLayout.NameSize, box.MiddleX, middle + Baseline, state.Name);
        if (marks.Length > 0)
        {
            Text("small", MachineLayout.SmallSize, box.MiddleX, middle + NameLine + Baseline - 1, marks);
        }
        _svg.Append("</g>\n");
    }

    private void Draw(DrawnArrow arrow)
    {
        var edge = arrow.Edge;
        var dashes = edge.After is null ? string.Empty : " stroke-dasharray=\"6 4\"";
        _svg.Append($"""<g class="transition"{(arrow.IsLoop ? " text-anchor=\"start\"" : string.Empty)} data-transition="{edge.Transition}" data-from="{edge.From}" data-to="{edge.To}">""");
        _svg.Append($"<title>{DrawnText.Xml(edge.ToString())}</title>");
        _svg.Append($"""<path class="line" d="{(arrow.IsLoop ? Loop(arrow.Route) : Way(arrow.Route))}" fill="none" stroke="#475569" stroke-width="2"{dashes}/>""");
        _svg.Append($"""<polygon class="tip" points="{Tip(arrow)}" fill="#475569"/>""");
        if (!arrow.IsLoop)
        {
            // Hides the arrow's own line behind its label.
            _svg.Append($"""<rect class="plate" {Place(arrow.Label)} fill="#ffffff"/>""");
        }
        for (var i = 0; i < arrow.Lines.Length; i++)
        {
            var y = arrow.Label.Top + (i + 1) * MachineLayout.LabelLine - 1;
            var x = arrow.IsLoop ? arrow.Label.Left + LoopText : arrow.Label.MiddleX;
            Text(i == 0 ? "name" : "small", i == 0 ? MachineLayout.LabelSize : MachineLayout.SmallSize, x, y, arrow.Lines[i]);
        }
        _svg.Append("</g>\n");
    }

    /// <summary>Ends where the tip begins.</summary>
    private static string Way(ImmutableArray<DrawnPoint> route)
    {
        var path = new StringBuilder($"M{route[0].X} {route[0].Y}");
        for (var i = 1; i < route.Length; i++)
        {
            var (from, to) = (route[i - 1], route[i]);
            if (i == route.Length - 1)
            {
                path.Append($"V{(to.Y > from.Y ? to.Y - ArrowLength : to.Y + ArrowLength)}");
            }
            else if (from.X == to.X)
            {
                // One line where several pieces follow each other in the same column.
                if (route[i + 1].X != to.X)
                {
                    path.Append($"V{to.Y}");
                }
            }
            else
            {
                var middle = (from.Y + to.Y) / 2;
                path.Append($"C{from.X} {middle} {to.X} {middle} {to.X} {to.Y}");
            }
        }
        return path.ToString();
    }

    private static string Loop(ImmutableArray<DrawnPoint> route)
    {
        var (from, to) = (route[0], route[1]);
        var reach = from.X + MachineLayout.LoopReach;
        return $"M{from.X} {from.Y}C{reach} {from.Y - 2} {reach} {to.Y + 2} {to.X + ArrowLength} {to.Y}";
    }

    private static string Tip(DrawnArrow arrow)
    {
        var (before, end) = (arrow.Route[^2], arrow.Route[^1]);
        if (arrow.IsLoop)
        {
            return $"{end.X},{end.Y} {end.X + ArrowLength},{end.Y - ArrowHalf} {end.X + ArrowLength},{end.Y + ArrowHalf}";
        }
        var back = end.Y > before.Y ? end.Y - ArrowLength : end.Y + ArrowLength;
        return $"{end.X},{end.Y} {end.X - ArrowHalf},{back} {end.X + ArrowHalf},{back}";
    }

    private void Text(string style, int size, int x, int y, string text)
    {
        var (fill, weight) = style == "name" ? ("#1b2430", " font-weight=\"600\"") : ("#475569", string.Empty);
        _svg.Append($"""<text class="{style}" x="{x}" y="{y}" font-size="{size}" fill="{fill}"{weight}>{DrawnText.Xml(text)}</text>""");
    }

    private static string Place(DrawnRect rect) => $"x=\"{rect.Left}\" y=\"{rect.Top}\" width=\"{rect.Width}\" height=\"{rect.Height}\"";
}
