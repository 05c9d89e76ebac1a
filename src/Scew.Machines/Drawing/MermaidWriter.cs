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
        foreach (var edge in DrawnEdge.Of(machine))
        {
            text.Append($"    s{machine.States.IndexOf(edge.From)} --> s{machine.States.IndexOf(edge.To)} : {edge.Transition} ({DrawnText.Mermaid(edge.Condition)})\n");
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
}
