using System.Collections.Immutable;

namespace Scew.Machines.Drawing.Layout;

/// <summary>Room of an arrow's label.</summary>
internal sealed record LabelCell(int Width, int Height, ImmutableArray<string> Lines, bool IsLoop)
{
    private const int MaxConditionLines = 3;
    private const int ConditionWidth = 32;

    public static LabelCell Of(DrawnEdge edge)
    {
        ImmutableArray<string> lines = [edge.Transition, .. DrawnText.Wrap(edge.Condition, ConditionWidth, MaxConditionLines)];
        var width = Math.Max(TextWidth.Of(lines[0], MachineLayout.LabelSize, bold: true), lines.Skip(1).Max(line => TextWidth.Of(line, MachineLayout.SmallSize, bold: false)));
        return new LabelCell(width + 12, lines.Length * MachineLayout.LabelLine + 6, lines, edge.From == edge.To);
    }
}
