using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using Scew.Machines.Drawing;

namespace Scew.Machines.Tests.Drawing;

/// <summary>Every transition is drawn: each format, read again, has the machine's arrows and no other, with their labels.</summary>
public sealed partial class EdgeTests
{
    [Fact]
    public void EveryTransitionOfKnownMachinesIsDrawn()
    {
        foreach (var machine in DrawingSamples.All)
        {
            Check(machine, null);
            Check(machine, machine.States[^1]);
        }
    }

    [Fact]
    public void EveryTransitionOfRandomMachinesIsDrawn() =>
        Prop.ForAll(RandomMachines.Any(20, 40).ToArbitrary(), static machine => Check(machine, machine.States[1])).QuickCheckThrowOnFailure();

    [Fact]
    public void TheLabelTellsWhoMayActAndWhatTimeDoes()
    {
        string[] expected =
        [
            "create: Start to Shelf, by anyone", "lend: Shelf to Lent, by owner", "extend: Lent to Lent, by owner", "remind: Lent to Overdue, by any of staff",
            "remind: Overdue to Overdue, by any of staff", "lapse: Lent to Overdue, after dueBack", "giveBack: Lent to Shelf, by owner or holder",
            "giveBack: Overdue to Shelf, by owner or holder", "mend: Shelf to Repair, by owner", "mended: Repair to Shelf, by owner",
            "dispose: Shelf to Gone, by owner and 2 of staff", "dispose: Repair to Gone, by owner and 2 of staff", "dispose: Overdue to Gone, by owner and 2 of staff",
        ];
        Assert.Equal(expected, DrawnEdge.Of(DrawingSamples.All[^1]).Select(edge => edge.ToString()));
    }

    [Fact]
    public void ATextMeansTheSamePictureWhoeverSaysIt()
    {
        var guarded = Scew.Machines.Language.MachineText.Compile("""
            machine Gate
            value keeper: account, friends: list(account, 4), open: bool
            states Start, Shut
            transition create: Start -> Shut
              effect keeper := caller, friends := [], open := false
            transition one: Shut -> Shut
              guard (caller = keeper or caller in friends) and open
            transition two: Shut -> Shut
              guard caller in friends
              guard owner = caller or caller = keeper
            transition three: Shut -> Shut
              guard not (caller = keeper)
            transition four: Shut -> Shut
              guard open
            """);
        Assert.Empty(guarded.Faults);
        Assert.Equal(
            ["anyone", "keeper or any of friends", "any of friends and (owner or keeper)", "anyone if not (caller = keeper)", "anyone"],
            DrawnEdge.Of(guarded.Machine!).Select(edge => edge.Who!));
    }

    private static void Check(Machine machine, string? current)
    {
        (string, string, string, string)[] expected = [.. machine.Transitions.SelectMany(transition => transition.From.Select(from => (transition.Name, from, transition.To)))
            .Zip(DrawnEdge.Of(machine), (pair, edge) => (pair.Name, pair.from, pair.To, edge.Condition))];
        Assert.Equal(expected.Order(), Mermaid(MachineDrawing.Mermaid(machine, current)).Order());
        Assert.Equal(expected, Dot(MachineDrawing.Dot(machine, current)));
        Assert.Equal(expected.Select(edge => (edge.Item1, edge.Item2, edge.Item3)), Svg(MachineDrawing.Svg(machine, current)));
    }

    private static List<(string Name, string From, string To, string Condition)> Mermaid(string text)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var loops = new HashSet<string>(StringComparer.Ordinal);
        var edges = new List<(string, string, string, string)>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(2))
        {
            if (MermaidState().Match(line) is { Success: true } state)
            {
                names.Add(state.Groups["id"].Value, state.Groups["name"].Value);
            }
            else if (MermaidEdge().Match(line) is { Success: true } edge)
            {
                var (from, to) = (names[edge.Groups["from"].Value], names[edge.Groups["to"].Value]);
                // Mermaid draws one arrow at most from a state to itself.
                Assert.True(from != to || loops.Add(from), $"{from} has several loops");
                foreach (var label in edge.Groups["labels"].Value.Split("<br/>"))
                {
                    var parts = MermaidLabel().Match(label);
                    Assert.True(parts.Success, label);
                    var condition = Entity().Replace(parts.Groups["condition"].Value, match => ((char)int.Parse(match.Groups["code"].ValueSpan, CultureInfo.InvariantCulture)).ToString());
                    edges.Add((parts.Groups["name"].Value, from, to, condition));
                }
            }
            else
            {
                Assert.Matches("""^    (\[\*\] --> s0|s\d+ --> \[\*\]|classDef current [a-z:0-9,-]+|class s\d+ current)$""", line);
            }
        }
        return edges;
    }

    private static List<(string Name, string From, string To, string Condition)> Dot(string text)
    {
        var edges = new List<(string, string, string, string)>();
        foreach (Match edge in DotEdge().Matches(text))
        {
            var label = new StringBuilder();
            var raw = edge.Groups["condition"].Value;
            for (var i = 0; i < raw.Length; i++)
            {
                label.Append(raw[i] == '\\' ? raw[++i] : raw[i]);
            }
            edges.Add((edge.Groups["name"].Value, edge.Groups["from"].Value, edge.Groups["to"].Value, label.ToString()));
        }
        Assert.Equal(text.Split('\n').Count(line => line.Contains(" -> ", StringComparison.Ordinal)), edges.Count);
        return edges;
    }

    private static List<(string Name, string From, string To)> Svg(string text)
    {
        XNamespace svg = "http://www.w3.org/2000/svg";
        var arrows = XDocument.Parse(text).Root!.Elements(svg + "g").Where(group => group.Attribute("data-transition") is not null).ToArray();
        Assert.All(arrows, arrow =>
        {
            Assert.StartsWith("M", arrow.Element(svg + "path")!.Attribute("d")!.Value, StringComparison.Ordinal);
            Assert.Single(arrow.Elements(svg + "polygon"));
            Assert.Equal(arrow.Attribute("data-transition")!.Value, arrow.Elements(svg + "text").First().Value);
        });
        return [.. arrows.Select(arrow => (arrow.Attribute("data-transition")!.Value, arrow.Attribute("data-from")!.Value, arrow.Attribute("data-to")!.Value))];
    }

    [GeneratedRegex("""^    state "(?<name>\w+)( \(current\))?" as (?<id>s\d+)$""", RegexOptions.ExplicitCapture)]
    private static partial Regex MermaidState();

    [GeneratedRegex("""^    (?<from>s\d+) --> (?<to>s\d+) : (?<labels>.+)$""", RegexOptions.ExplicitCapture)]
    private static partial Regex MermaidEdge();

    // No colon, semicolon, quotation mark or angle bracket but in entities: they would end the label.
    [GeneratedRegex("""^(?<name>\w+) \((?<condition>([\w .,()/=]|#\d+;)+)\)$""", RegexOptions.ExplicitCapture)]
    private static partial Regex MermaidLabel();

    [GeneratedRegex("#(?<code>[0-9]+);", RegexOptions.ExplicitCapture)]
    private static partial Regex Entity();

    [GeneratedRegex("""^  "(?<from>\w+)" -> "(?<to>\w+)" \[label="(?<name>\w+)\\n(?<condition>([^"\\]|\\["\\])+)"(, style=dashed)?\];$""", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex DotEdge();
}
