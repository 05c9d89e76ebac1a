namespace Scew.Machines.Drawing.Layout;

/// <summary>A point in pixels.</summary>
public readonly record struct DrawnPoint(int X, int Y);
