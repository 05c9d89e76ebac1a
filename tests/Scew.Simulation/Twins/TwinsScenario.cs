using System.Collections.Immutable;

namespace Scew.Simulation.Twins;

/// <summary>
/// One scenario of the Twins method (Bano et al. 2021) for four members: which place in the leaders' order is the twin's, and for each round which of the five hosts
/// (four members and the twin's second half) are on one side of a partition; no host on it means no partition.
/// </summary>
public sealed record TwinsScenario(int Place, ImmutableArray<int> Sides)
{
    public const int Rounds = 4;

    private const int Hosts = 5;
    private const int AllHosts = (1 << Hosts) - 1;
    private const int Splits = 1 << (Hosts - 1);

    /// <summary>
    /// All places and all partitions into at most two sides, one of each pair that differs only in which half of the twin is called the first. The leaders' order
    /// is fixed by the protocol, so choosing the twin's place in it is choosing the leaders.
    /// </summary>
    public static IEnumerable<TwinsScenario> Canonical(Func<int, int> memberAt)
    {
        for (var place = 0; place < Hosts - 1; place++)
        {
            var twin = memberAt(place);
            for (var number = 0; number < Splits * Splits * Splits * Splits; number++)
            {
                ImmutableArray<int> sides = [number % Splits << 1, number / Splits % Splits << 1, number / (Splits * Splits) % Splits << 1, number / (Splits * Splits * Splits) << 1];
                if (IsLeast(sides, twin))
                {
                    yield return new TwinsScenario(place, sides);
                }
            }
        }
    }

    private static bool IsLeast(ImmutableArray<int> sides, int twin)
    {
        foreach (var side in sides)
        {
            var swapped = Swap(side, twin);
            if (swapped != side)
            {
                return side < swapped;
            }
        }
        return true;
    }

    /// <summary>The two halves change names; the side without host 0 is the one that is written down.</summary>
    private static int Swap(int side, int twin)
    {
        var first = (side >> twin) & 1;
        var second = (side >> (Hosts - 1)) & 1;
        var swapped = (side & ~(1 << twin) & ~(1 << (Hosts - 1))) | (second << twin) | (first << (Hosts - 1));
        return (swapped & 1) == 0 ? swapped : ~swapped & AllHosts;
    }
}
