using System.Collections.Immutable;
using System.Text;

namespace Scew.Machines.Drawing;

/// <summary>A Mermaid state diagram. States go by number, as their names may be words of Mermaid.</summary>
internal static class MermaidWriter
{
    public static string Write(Machine machine, string? current)
    {
        var text = new StringBuilder("stateDiagram-v2\n");
        text.Append("    accTitle: ").Append(DrawnText.Mermaid(MachineDrawing.TitleOf(machine))).Append('\n');
        for (var i = 0; i < machine.States.Length; i++)
        {
            var state = machine.States[i];
            text.Append($"    state \"{state}{(state == current ? " (current)" : string.Empty)}\" as s{i}\n");
        }
        text.Append("    [*] --> s0\n");
        foreach (var arrow in Arrows(DrawnEdge.Of(machine)))
        {
            var labels = arrow.Select(static edge => $"{edge.Transition} ({DrawnText.Mermaid(edge.Condition)})");
            text.Append($"    s{machine.States.IndexOf(arrow[0].From)} --> s{machine.States.IndexOf(arrow[0].To)} : {string.Join("<br/>", labels)}\n");
        }
        foreach (var state in machine.FinalStates)
        {
            text.Append($"    s{machine.States.IndexOf(state)} --> [*]\n");
        }
        if (current is not null)
        {
            text.Append("    classDef current stroke-width:4px,font-weight:bold\n");
            text.Append($"    class s{machine.States.IndexOf(current)} current\n");
        }
        return text.ToString();
    }

    /// <summary>Of several arrows from a state to itself Mermaid draws the last alone; so they are one arrow with a line each.</summary>
    private static IEnumerable<ImmutableArray<DrawnEdge>> Arrows(ImmutableArray<DrawnEdge> edges)
    {
        foreach (var edge in edges)
        {
            ImmutableArray<DrawnEdge> arrow = edge.From == edge.To ? [.. edges.Where(other => other.From == edge.From && other.To == edge.To)] : [edge];
            if (arrow[0] == edge)
            {
                yield return arrow;
            }
        }
    }
}
