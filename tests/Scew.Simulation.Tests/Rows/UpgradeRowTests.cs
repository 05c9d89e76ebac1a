namespace Scew.Simulation.Tests.Rows;

/// <summary>Row E8: some members run a program that knows requests of a new kind, the others an older one; at the end of the faults those are upgraded as well.</summary>
public class UpgradeRowTests
{
    private const int Seeds = 10;
    private const Faults Kinds = Faults.Crash | Faults.Loss | Faults.Delay | Faults.Duplication;

    [Theory]
    [InlineData(4, 1, Faults.None)]
    [InlineData(4, 1, Kinds)]
    [InlineData(7, 2, Faults.None)]
    [InlineData(7, 2, Kinds)]
    [Trait("row", "E8")]
    public void Once_a_quorum_knows_a_new_kind_it_is_ordered_and_who_does_not_know_it_stands_still(int members, int older, Faults faults)
    {
        var results = Enumerable.Range(1, Seeds).Select(seed => Pass(Mixed(seed, members, older, faults))).ToList();
        Assert.True(results.Sum(static result => result.NewKinds.Ordered) > 20);
        Assert.All(results, static result => Assert.Equal(0, result.NewKinds.ByOlder));
    }

    [Theory]
    [InlineData(4, 2, Faults.None)]
    [InlineData(4, 3, Kinds)]
    [InlineData(7, 3, Faults.None)]
    [InlineData(7, 3, Kinds)]
    [Trait("row", "E8")]
    public void Before_a_quorum_knows_a_new_kind_none_is_ordered_and_all_others_are(int members, int older, Faults faults)
    {
        var results = Enumerable.Range(1, Seeds).Select(seed => Pass(Mixed(seed, members, older, faults))).ToList();
        Assert.All(results, static result => Assert.Equal((0, 0), result.NewKinds));
        Assert.True(results.Sum(static result => result.ExecutedBeforeHealing) > 50, $"{results.Sum(static result => result.ExecutedBeforeHealing)} executed");
    }

    [Fact]
    [Trait("row", "E8")]
    public void A_program_that_takes_what_it_does_not_know_is_found()
    {
        var found = Runs.FirstFailure(20, seed => Mixed(seed, 4, 1, Faults.None) with { Defect = Defect.UnknownTaken });
        Assert.Equal("equal states", found?.Failure?.Oracle);
    }

    private static Scenario Mixed(int seed, int members, int older, Faults faults) =>
        Scenario.FromSeed((ulong)seed, members, Runs.Ticks, faults) with { Older = [.. Enumerable.Range(0, older).Select(index => (seed + index) % members)], RequestEveryMs = 100, WindowMs = 900_000 };

    private static SimulationResult Pass(Scenario scenario)
    {
        var result = Simulator.Run(scenario);
        Assert.True(result.Failure is null, Simulator.Explain(result));
        return result;
    }
}
