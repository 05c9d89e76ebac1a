using Scew.Machines.Drawing.Layout;
using Scew.Protocol;

namespace Scew.Machines.Drawing;

/// <summary>
/// Pictures of a machine: every transition from every state that it leaves is one arrow with its name and who may take it, or the time that does. The state that an asset
/// is in is marked by word and shape, not by colour alone. The same machine gives the same text everywhere.
/// </summary>
public static class MachineDrawing
{
    /// <summary>For pages that render Mermaid. Transitions from a state to itself share an arrow there, with a line each.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="current">The state to mark, or null.</param>
    public static string Mermaid(Machine machine, string? current = null) => MermaidWriter.Write(machine, Known(machine, current));

    /// <summary>For Graphviz.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="current">The state to mark, or null.</param>
    public static string Dot(Machine machine, string? current = null) => DotWriter.Write(machine, Known(machine, current));

    /// <summary>A picture that stands on its own, without script, font or reference to anything else, for light and dark pages.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="current">The state to mark, or null.</param>
    public static string Svg(Machine machine, string? current = null) => SvgWriter.Write(machine, MachineLayout.Of(machine, Known(machine, current)));

    internal static string TitleOf(Machine machine)
    {
        var name = machine.Title ?? machine.Name;
        return DrawnText.Clean(machine.Syntax?.Description is { } description ? $"{name}: {description}" : name);
    }

    private static string? Known(Machine machine, string? current)
    {
        Invariant.Require(current is null || machine.States.Contains(current), "the state that is marked is one of the machine's");
        return current;
    }
}
