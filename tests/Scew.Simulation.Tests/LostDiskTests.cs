namespace Scew.Simulation.Tests;

/// <summary>Members whose disk is lost or replaced by an old copy rejoin, and say nothing before.</summary>
public class LostDiskTests
{
    private const Faults Kinds = Faults.LostDisk | Faults.Crash | Faults.Loss | Faults.Delay;

    [Theory]
    [InlineData(4)]
    [InlineData(7)]
    [Trait("row", "D8")]
    [Trait("row", "D9")]
    [Trait("row", "E6")]
    public void A_member_in_doubt_rejoins_and_signs_nothing_before(int members)
    {
        var results = Enumerable.Range(1, 40).Select(seed => Simulator.Run(Losing(seed, members))).ToList();
        Assert.All(results, result => Assert.True(result.Failure is null, Simulator.Explain(result)));
        Assert.True(results.Sum(result => result.Rejoined) >= 20);
    }

    [Fact]
    [Trait("row", "D8")]
    public void A_loss_that_nobody_notices_is_found()
    {
        var found = Runs.FirstFailure(40, seed => Losing(seed, 4) with { Defect = Defect.UnnoticedLoss });
        Assert.Contains(found?.Failure?.Oracle, (string[])["votes", "prefix", "agreement", "evidence"]);
    }

    private static Scenario Losing(int seed, int members) =>
        Scenario.FromSeed((ulong)seed, members, Runs.Ticks, Kinds) with { Faults = Kinds, LostDisks = (members - 1) / 3, StayDead = 0 };
}
