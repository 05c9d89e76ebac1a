using System.Text;

namespace Scew.Machines.Drawing;

/// <summary>A digraph of Graphviz.</summary>
internal static class DotWriter
{
    public static string Write(Machine machine, string? current)
    {
        var text = new StringBuilder();
        text.Append($"digraph \"{DrawnText.Dot(machine.Title ?? machine.Name)}\" {{\n");
        text.Append($"  label=\"{DrawnText.Dot(MachineDrawing.TitleOf(machine))}\";\n");
        text.Append("  node [shape=box, style=rounded, fontname=\"sans-serif\"];\n");
        text.Append("  edge [fontname=\"sans-serif\", fontsize=11];\n");
        foreach (var state in machine.States)
        {
            text.Append($"  \"{state}\" [{string.Join(", ", Attributes(machine, state, state == current))}];\n");
        }
        foreach (var edge in DrawnEdge.Of(machine))
        {
            var style = edge.After is null ? string.Empty : ", style=dashed";
            text.Append($"  \"{edge.From}\" -> \"{edge.To}\" [label=\"{edge.Transition}\\n{DrawnText.Dot(edge.Condition)}\"{style}];\n");
        }
        return text.Append("}\n").ToString();
    }

    private static List<string> Attributes(Machine machine, string state, bool isCurrent)
    {
        var attributes = new List<string> { isCurrent ? $"label=\"{state}\\n(current)\"" : $"label=\"{state}\"" };
        if (state == machine.States[0])
        {
            attributes.Add("shape=oval");
        }
        if (machine.FinalStates.Contains(state))
        {
            attributes.Add("peripheries=2");
        }
        if (isCurrent)
        {
            attributes.Add("penwidth=3");
        }
        return attributes;
    }
}
