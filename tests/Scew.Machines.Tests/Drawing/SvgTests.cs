using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Scew.Machines.Applications;
using Scew.Machines.Drawing;

namespace Scew.Machines.Tests.Drawing;

/// <summary>The picture stands on its own, is told to those who do not see it, and can be read in light and dark.</summary>
public sealed partial class SvgTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void ItRefersToNothingElse()
    {
        foreach (var machine in DrawingSamples.All)
        {
            var text = MachineDrawing.Svg(machine);
            var root = XDocument.Parse(text).Root!;
            Assert.DoesNotContain(root.DescendantsAndSelf(), element => element.Name.Namespace != Svg || element.Name.LocalName is "script" or "image" or "use" or "foreignObject" or "a");
            Assert.DoesNotContain(root.DescendantsAndSelf().Attributes(), attribute =>
                attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal) || attribute.Name.LocalName is "href" or "src" or "id" || attribute.Value.Contains("url(", StringComparison.Ordinal));
            Assert.DoesNotContain("@import", text, StringComparison.Ordinal);
            Assert.DoesNotContain("@font-face", text, StringComparison.Ordinal);
            Assert.Single(Regex.Matches(text, "http"));
        }
    }

    [Fact]
    public void ItIsToldToThoseWhoDoNotSeeIt()
    {
        var root = XDocument.Parse(MachineDrawing.Svg(DrawingSamples.All[^1], "Lent")).Root!;
        Assert.Equal("img", root.Attribute("role")!.Value);
        Assert.Equal("Book: a library lends books & <more>", root.Elements().First().Value);
        var description = root.Element(Svg + "desc")!.Value;
        Assert.Contains("Start (start), Shelf, Lent (current), Overdue, Repair, Gone (final)", description, StringComparison.Ordinal);
        Assert.All(DrawnEdge.Of(DrawingSamples.All[^1]), edge => Assert.Contains(edge.ToString(), description, StringComparison.Ordinal));
    }

    [Fact]
    public void StartFinalAndCurrentAreTold()
    {
        var root = XDocument.Parse(MachineDrawing.Svg(EShare.Machine, EShare.Ready)).Root!;
        string Words(string state) => string.Join('|', root.Elements(Svg + "g").Single(group => group.Attribute("data-state")?.Value == state).Elements(Svg + "text").Select(text => text.Value));
        Assert.Equal(("Start|start", "Ready|current", "Offered", "Broken|final"), (Words("Start"), Words("Ready"), Words("Offered"), Words("Broken")));
        Assert.Throws<Scew.Protocol.InvariantException>(() => MachineDrawing.Svg(EShare.Machine, "Lost"));
    }

    /// <summary>WCAG 2.2: 4.5 for text, 3 for what is needed to understand a picture.</summary>
    [Fact]
    public void ContrastIsEnoughInLightAndDark()
    {
        var text = MachineDrawing.Svg(EShare.Machine, EShare.Ready);
        var root = XDocument.Parse(text).Root!;
        string Light(string @class, string attribute, bool current = false) => root.Descendants().First(element =>
            element.Attribute("class")?.Value == @class && (element.Parent!.Attribute("class")?.Value == "state current") == current && element.Attribute(attribute) is not null).Attribute(attribute)!.Value;
        string Dark(string selector, string property) => Regex.Match(text, Regex.Escape(selector) + @"[^{}]*\{[^}]*?\b" + property + ": (?<colour>#[0-9a-f]{6})").Groups["colour"].Value;
        foreach (var (page, box, current, name, small, line, stroke, tip) in new[]
        {
            (Light("page", "fill"), Light("box", "fill"), Light("box", "fill", true), Light("name", "fill"), Light("small", "fill"), Light("line", "stroke"), Light("box", "stroke", true), Light("tip", "fill")),
            (Dark(".page", "fill"), Dark(".box", "fill"), Dark(".current .box", "fill"), Dark(".name", "fill"), Dark(".small", "fill"), Dark(".line", "stroke"), Dark(".current .box", "stroke"), Dark(".tip", "fill")),
        })
        {
            foreach (var ground in new[] { page, box, current })
            {
                Assert.True(Contrast(name, ground) >= 4.5 && Contrast(small, ground) >= 4.5, $"{name}, {small} on {ground}");
                Assert.True(Contrast(line, ground) >= 3 && Contrast(stroke, ground) >= 3 && Contrast(tip, ground) >= 3, $"{line}, {stroke} on {ground}");
            }
        }
    }

    private static double Contrast(string one, string other)
    {
        var (left, right) = (Luminance(one), Luminance(other));
        return (Math.Max(left, right) + 0.05) / (Math.Min(left, right) + 0.05);
    }

    private static double Luminance(string colour)
    {
        double Channel(int at)
        {
            var value = int.Parse(colour.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
        }
        return 0.2126 * Channel(1) + 0.7152 * Channel(3) + 0.0722 * Channel(5);
    }
}
