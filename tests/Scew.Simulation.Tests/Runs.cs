using Scew.Liars;

namespace Scew.Simulation.Tests;

/// <summary>Runs seeds and fails with what replays them.</summary>
internal static class Runs
{
    public const long Ticks = 8_000;

    public static void AllPass(int firstSeed, int count, int members)
    {
        var failures = Enumerable.Range(firstSeed, count).Select(seed => Simulator.Run(Scenario.FromSeed((ulong)seed, members, Ticks)))
            .Where(result => result.Failure is not null).Select(result => Simulator.Explain(result)).ToList();
        Assert.True(failures.Count == 0, string.Join("\n\n", failures));
    }

    /// <summary>The first seed whose run an oracle stops, with a planted defect.</summary>
    public static SimulationResult? FirstFailure(int seeds, Func<int, Scenario> scenario, string? oracle = null) =>
        Enumerable.Range(1, seeds).Select(seed => Simulator.Run(scenario(seed)))
            .FirstOrDefault(result => result.Failure is { } failure && (oracle is null || failure.Oracle == oracle));

    /// <summary>A group whose only fault is one liar, or some of a kind.</summary>
    public static Scenario WithLiar(int seed, int members, LiarKind kind, int count = 1) => Scenario.Lying((ulong)seed, members, Ticks, kind, count);
}
