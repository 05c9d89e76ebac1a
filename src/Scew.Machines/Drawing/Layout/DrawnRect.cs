namespace Scew.Machines.Drawing.Layout;

/// <summary>A rectangle in pixels from the upper left corner of the drawing.</summary>
public readonly record struct DrawnRect(int Left, int Top, int Width, int Height)
{
    /// <summary>The first column behind it.</summary>
    public int Right => Left + Width;

    /// <summary>The first row below it.</summary>
    public int Bottom => Top + Height;

    /// <summary>Column of its middle.</summary>
    public int MiddleX => Left + Width / 2;

    /// <summary>Row of its middle.</summary>
    public int MiddleY => Top + Height / 2;

    /// <summary>Whether the two share a pixel.</summary>
    public bool Overlaps(DrawnRect other) => Left < other.Right && other.Left < Right && Top < other.Bottom && other.Top < Bottom;
}
