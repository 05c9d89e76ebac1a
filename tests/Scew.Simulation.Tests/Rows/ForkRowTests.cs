namespace Scew.Simulation.Tests.Rows;

/// <summary>Row B1: more than f members lie.</summary>
[Trait("row", "B1")]
public class ForkRowTests
{
    [Theory]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(10)]
    public void A_fork_of_one_liar_too_many_is_seen(int members)
    {
        for (var seed = 1; seed <= 10; seed++)
        {
            var result = Simulator.Run(Scenario.Colluding((ulong)seed, members, Runs.Ticks));
            Assert.True(result.Failure?.Oracle == "agreement", $"seed {seed}: {result.Failure?.Message}");
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(10)]
    public void The_sides_that_meet_stop_and_name_the_liars(int members)
    {
        var named = 0;
        for (var seed = 1; seed <= 20; seed++)
        {
            var scenario = Scenario.Colluding((ulong)seed, members, Runs.Ticks) with { ExpectsFork = true };
            var result = Simulator.Run(scenario);
            Assert.True(result.Failure is null, Simulator.Explain(result));
            Assert.Subset(scenario.Liars.Keys.ToHashSet(), result.Accused.ToHashSet());
            named += result.Accused.Count > scenario.MaxFaulty ? 1 : 0;
        }
        // Where both branches took a block of one view, the notarization that would convict them is no longer at hand.
        Assert.InRange(named, 14, 20);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(7)]
    public void As_many_twins_as_the_group_bears_do_not_fork_it(int members)
    {
        for (var seed = 1; seed <= 10; seed++)
        {
            var colluding = Scenario.Colluding((ulong)seed, members, Runs.Ticks);
            var result = Simulator.Run(colluding with { Liars = colluding.Liars.Remove(colluding.Liars.Keys.First()) });
            Assert.True(result.Failure is null, Simulator.Explain(result));
        }
    }
}
