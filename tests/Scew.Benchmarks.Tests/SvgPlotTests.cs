using System.Globalization;
using System.Xml.Linq;
using Scew.Benchmarks.Reports;

namespace Scew.Benchmarks.Tests;

public class SvgPlotTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void A_line_plot_has_its_title_its_labels_a_line_and_a_mark_for_every_point()
    {
        var drawing = Parse(new SvgPlot("Latency", "members", "latency (ms)").Lines([new("p50", [(4, 10), (7, 20), (16, 35)]), new("p99", [(4, 30), (7, 50), (16, 90)])]));
        var texts = drawing.Descendants(Svg + "text").Select(text => text.Value).ToArray();
        Assert.Contains("Latency", texts);
        Assert.Contains("members", texts);
        Assert.Contains("latency (ms)", texts);
        Assert.Contains("p50", texts);
        Assert.Contains("16", texts);
        Assert.Equal(2, drawing.Descendants(Svg + "polyline").Count());
        Assert.Equal(6, drawing.Descendants(Svg + "path").Count(mark => mark.Element(Svg + "title") is not null));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_point_lies_inside_the_plot(bool logarithmic)
    {
        var points = Enumerable.Range(1, 40).Select(x => ((double)x, Math.Pow(1.7, x) / 1000)).ToArray();
        var drawing = Parse(new SvgPlot("t", "x", "y") { LogX = logarithmic, LogY = logarithmic }.Lines([new("s", [.. points])]));
        var placed = drawing.Descendants(Svg + "polyline").Single().Attribute("points")!.Value.Split(' ')
            .Select(pair => pair.Split(',').Select(number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray()).ToArray();
        Assert.Equal(points.Length, placed.Length);
        Assert.All(placed, point => Assert.InRange(point[0], SvgPlot.Left - 0.1, SvgPlot.Left + SvgPlot.PlotWidth + 0.1));
        Assert.All(placed, point => Assert.InRange(point[1], SvgPlot.Top - 0.1, SvgPlot.Top + SvgPlot.PlotHeight + 0.1));
    }

    [Fact]
    public void Higher_values_stand_higher()
    {
        var drawing = Parse(new SvgPlot("t", "x", "y").Bars(["a", "b"], [new("s", [1, 3])]));
        var heights = Bars(drawing).Select(bar => double.Parse(bar.Attribute("height")!.Value, CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(3, heights[1] / heights[0], 2);
    }

    [Fact]
    public void What_was_not_measured_is_left_out()
    {
        var lines = Parse(new SvgPlot("t", "x", "y") { LogY = true }.Lines([new("s", [(1, double.NaN), (2, 0), (3, 5)]), new("none", [(1, double.PositiveInfinity)])]));
        Assert.Single(lines.Descendants(Svg + "path"), mark => mark.Element(Svg + "title") is not null);
        Assert.Single(Bars(Parse(new SvgPlot("t", "x", "y").Bars(["a", "b"], [new("s", [double.NaN, 3])]))));
    }

    [Fact]
    public void A_plot_of_nothing_is_a_plot()
    {
        Parse(new SvgPlot("t", "x", "y").Lines([]));
        Parse(new SvgPlot("t", "x", "y").Lines([new("s", [])]));
        Parse(new SvgPlot("t", "x", "y").Bars([], []));
    }

    [Fact]
    public void Names_are_text_and_not_markup()
    {
        const string Hostile = "<script>alert('&\"')</script>";
        var drawing = Parse(new SvgPlot(Hostile, Hostile, Hostile).Lines([new(Hostile, [(1, 1)])]));
        Assert.Empty(drawing.Descendants(Svg + "script"));
        Assert.Contains(drawing.Descendants(Svg + "text"), text => text.Value == Hostile);
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.25, "0.25")]
    [InlineData(1234.4, "1234")]
    [InlineData(25_000, "25k")]
    [InlineData(2_500_000, "2.5M")]
    [InlineData(0.0004, "4e-4")]
    public void Numbers_are_short(double value, string text) => Assert.Equal(text, SvgPlot.Number(value));

    private static IEnumerable<XElement> Bars(XElement drawing) => drawing.Descendants(Svg + "rect").Where(bar => bar.Element(Svg + "title") is not null);

    private static XElement Parse(string svg) => XElement.Parse(svg);
}
