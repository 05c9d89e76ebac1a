using Scew.Liars;

namespace Scew.Simulation.Tests;

/// <summary>Schedules that the simulator found, each named after what went wrong.</summary>
public class FixedDefectTests
{
    /// <summary>Every round of statuses brought it something from somebody, so nobody else sent more: it took five rounds.</summary>
    [Fact]
    public void A_member_that_lost_most_attestations_gets_every_certificate()
    {
        var result = Simulator.Run(Scenario.FromSeed(239_135, 10, 6_000));
        Assert.True(result.Failure is null, Simulator.Explain(result));
    }

    /// <summary>Each finalised block of the censor set the timers back to their base, so that every other leader's turn ended by timer.</summary>
    [Theory]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(10)]
    public void A_censor_does_not_keep_the_timers_below_a_lasting_delay(int seed)
    {
        var result = Simulator.Run(Calm(seed, LiarKind.Censor, 1500));
        Assert.True(result.Failure is null, Simulator.Explain(result));
        Assert.InRange(result.ConvergedAfterMs, 0, 100_000);
    }

    /// <summary>A floor above all views excused every failed view from making the timers grow.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(7)]
    public void Boasted_floors_do_not_keep_the_timers_below_a_lasting_delay(int seed)
    {
        var result = Simulator.Run(Calm(seed, LiarKind.Boaster, 2600));
        Assert.True(result.Failure is null, Simulator.Explain(result));
    }

    private static Scenario Calm(int seed, LiarKind kind, long delayMs) =>
        Runs.WithLiar(seed, 4, kind) with { LastingDelayMs = delayMs, IdleMinutes = false, RequestEveryMs = 300 };
}
