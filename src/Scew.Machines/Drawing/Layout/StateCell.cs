using System.Collections.Immutable;

namespace Scew.Machines.Drawing.Layout;

/// <summary>
/// Room of a state: its box, and to the right of it the loops one below the other with their labels.
/// </summary>
internal sealed record StateCell(int Width, int Height, int LoopRoom, int LinesTop, ImmutableArray<int> Loops)
{
    private const int LoopGap = 6;
    private const int LineHeight = 36;
    private const int MarkedHeight = 50;

    /// <summary>The least box that holds its words, has room for its arrows, and is as high as its loops.</summary>
    public static StateCell Of(string name, string marks, int arrowsAbove, int arrowsBelow, ImmutableArray<int> loops, ImmutableArray<LabelCell> labels)
    {
        var words = Math.Max(TextWidth.Of(name, MachineLayout.NameSize, bold: true), TextWidth.Of(marks, MachineLayout.SmallSize, bold: false));
        var ports = (Math.Max(arrowsAbove, arrowsBelow) + 1) * MachineLayout.PortGap;
        var text = marks.Length == 0 ? LineHeight : MarkedHeight;
        var height = Math.Max(text, loops.Sum(loop => labels[loop].Height + LoopGap) + LoopGap);
        var loopRoom = loops.IsEmpty ? 0 : MachineLayout.LoopReach + loops.Max(loop => labels[loop].Width);
        return new StateCell(Math.Max(Math.Max(words + 32, ports), 64), height, loopRoom, (height - text) / 2, loops);
    }

    /// <summary>Top of each loop's label within the box.</summary>
    public IEnumerable<(int Loop, int Top)> LoopTops(ImmutableArray<LabelCell> labels)
    {
        var top = (Height - Loops.Sum(loop => labels[loop].Height + LoopGap) + LoopGap) / 2;
        foreach (var loop in Loops)
        {
            yield return (loop, top);
            top += labels[loop].Height + LoopGap;
        }
    }
}
