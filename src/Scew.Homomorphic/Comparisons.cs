using Scew.Protocol;

namespace Scew.Homomorphic;

/// <summary>What a comparison says of an order.</summary>
public static class Comparisons
{
    /// <summary>True for the six that there are.</summary>
    public static bool IsDefined(Comparison comparison) => comparison is >= Comparison.Equal and <= Comparison.Greater;

    /// <summary>Whether the comparison holds, for a variable that is below (negative), equal to (0) or above (positive) its argument.</summary>
    public static bool Holds(Comparison comparison, int order)
    {
        Invariant.Require(IsDefined(comparison), "one of the six comparisons");
        return comparison switch
        {
            Comparison.Equal => order == 0,
            Comparison.NotEqual => order != 0,
            Comparison.LessOrEqual => order <= 0,
            Comparison.Less => order < 0,
            Comparison.GreaterOrEqual => order >= 0,
            _ => order > 0,
        };
    }
}
