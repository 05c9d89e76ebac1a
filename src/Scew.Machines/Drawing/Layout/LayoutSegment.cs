namespace Scew.Machines.Drawing.Layout;

/// <summary>A piece of an arrow between two neighbouring layers.</summary>
internal sealed class LayoutSegment(LayoutVertex upper, LayoutVertex lower)
{
    public LayoutVertex Upper { get; } = upper;

    public LayoutVertex Lower { get; } = lower;

    /// <summary>Where it is attached, from the middle of the upper vertex.</summary>
    public int UpperPort { get; set; }

    /// <summary>Where it is attached, from the middle of the lower vertex.</summary>
    public int LowerPort { get; set; }

    /// <summary>How much a bend would hurt: long ways should be straight.</summary>
    public int Weight => Upper.IsState || Lower.IsState ? 1 : 8;

    public int UpperX => Upper.X + UpperPort;

    public int LowerX => Lower.X + LowerPort;
}
