using System.Collections.Immutable;

namespace Scew.Machines.Drawing.Layout;

/// <summary>
/// An arrow with its label. <paramref name="Route"/> leads from state to state: between two points of one column straight down or up, otherwise an S-shaped curve that stays between
/// their rows and leaves and arrives vertically. An arrow back to its own state has two points on the right edge of its box, and bends <see cref="MachineLayout.LoopReach"/> to the right.
/// </summary>
public sealed record DrawnArrow(DrawnEdge Edge, DrawnRect Label, ImmutableArray<string> Lines, ImmutableArray<DrawnPoint> Route)
{
    /// <summary>It leads back to the state that it leaves.</summary>
    public bool IsLoop => Edge.From == Edge.To;
}
