namespace Scew.Machines.Drawing.Layout;

/// <summary>What takes room in a layer: a state with its loops, an arrow's label, or the place where an arrow passes.</summary>
internal sealed class LayoutVertex(int layer, int left, int right, int height)
{
    public int Layer { get; } = layer;

    /// <summary>Room to the left of <see cref="X"/>.</summary>
    public int Left { get; } = left;

    /// <summary>Room to the right of <see cref="X"/>.</summary>
    public int Right { get; } = right;

    public int Height { get; } = height;

    /// <summary>Arrows may be attached beside the middle.</summary>
    public bool IsState { get; init; }

    /// <summary>Nothing but an arrow that passes.</summary>
    public bool IsPassage => !IsState && Height == 0;

    public List<LayoutSegment> Up { get; } = [];

    public List<LayoutSegment> Down { get; } = [];

    /// <summary>Place in the layer, from 0.</summary>
    public int Position { get; set; }

    /// <summary>Column in pixels of the middle of a box or label.</summary>
    public int X { get; set; }
}
