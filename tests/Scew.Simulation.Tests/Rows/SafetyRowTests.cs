using Scew.Liars;

namespace Scew.Simulation.Tests.Rows;

/// <summary>Rows A1 to A3, A6, A12, A14 to A16, A19 and A20: at most f members lie, and nothing forks, crashes or stops.</summary>
public class SafetyRowTests
{
    [Theory]
    [InlineData(4)]
    [InlineData(7)]
    [Trait("row", "A1")]
    public void An_equivocator_is_proved_wherever_both_proposals_reached_honest_members(int members)
    {
        for (var seed = 1; seed <= 40; seed++)
        {
            var result = Pass(Runs.WithLiar(seed, members, LiarKind.Equivocator) with { RequestEveryMs = 150 });
            Assert.Equal([seed % members], result.Accused.Order());
        }
    }

    [Fact]
    [Trait("row", "A1")]
    public void As_many_equivocators_as_the_group_bears_fork_nothing_and_are_all_proved()
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var result = Pass(Runs.WithLiar(seed, 7, LiarKind.Equivocator, count: 2) with { RequestEveryMs = 150 });
            Assert.Equal(result.Scenario.Liars.Keys, result.Accused.Order());
        }
    }

    [Fact]
    [Trait("row", "A2")]
    [Trait("row", "A15")]
    public void A_conflicter_is_proved_and_counted_once()
    {
        for (var seed = 1; seed <= 40; seed++)
        {
            var result = Pass(Runs.WithLiar(seed, 4, LiarKind.Conflicter) with { RequestEveryMs = 150 });
            Assert.Equal([seed % 4], result.Accused.Order());
        }
    }

    [Theory]
    [InlineData(LiarKind.Forgetter, "A3")]
    [InlineData(LiarKind.Disrupter, "A6")]
    [InlineData(LiarKind.Accuser, "A16")]
    [InlineData(LiarKind.Outdated, "A12")]
    [InlineData(LiarKind.Impersonator, "A13")]
    [Trait("row", "A3")]
    [Trait("row", "A6")]
    [Trait("row", "A16")]
    public void A_lie_of_a_row_breaks_nothing_under_crashes_and_loss(LiarKind lie, string row)
    {
        const Faults Kinds = Faults.Liar | Faults.Crash | Faults.Loss | Faults.Duplication;
        for (var seed = 1; seed <= 25; seed++)
        {
            var members = seed % 2 == 0 ? 4 : 7;
            // Every fourth seed with as many liars as the group bears.
            var count = seed % 4 == 3 ? 2 : 1;
            var result = Simulator.Run(Scenario.Lying((ulong)seed, members, Runs.Ticks, lie, count, Kinds) with { Faults = Kinds });
            Assert.True(result.Failure is null, $"{row}: {Simulator.Explain(result)}");
        }
    }

    [Fact]
    [Trait("row", "A12")]
    public void Replays_of_any_age_cost_at_most_a_twentieth_of_the_requests()
    {
        var (with, without) = (0L, 0L);
        for (var seed = 1; seed <= 40; seed++)
        {
            var calm = Scenario.FromSeed((ulong)seed, 4, Runs.Ticks, Faults.None) with { RequestEveryMs = 60 };
            without += Pass(calm).ExecutedBeforeHealing;
            with += Pass(calm with { Faults = Faults.Replay, ReplayPermille = 100 }).ExecutedBeforeHealing;
        }
        Assert.True(with * 20 >= without * 19, $"{with} requests with replays, {without} without");
    }

    [Fact]
    [Trait("row", "A14")]
    public void A_right_signature_of_another_epoch_counts_nowhere()
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var liar = seed % 4;
            // The oracle of certificates takes no statement of this member for signed.
            var result = Pass(Runs.WithLiar(seed, 4, LiarKind.SlowLeader) with { SignsForAnotherEpoch = liar, RequestEveryMs = 150 });
            Assert.Empty(result.Accused);
        }
    }

    [Fact]
    [Trait("row", "A19")]
    public void Another_state_stops_the_member_that_has_it()
    {
        var found = Runs.FirstFailure(20, seed => Scenario.FromSeed((ulong)seed, 4, Runs.Ticks, Faults.None) with { Defect = Defect.UnequalExecution });
        Assert.Equal("equal states", found?.Failure?.Oracle);
    }

    [Fact]
    [Trait("row", "A20")]
    public void A_sequential_model_disagrees_with_execution_in_another_order()
    {
        var found = Runs.FirstFailure(20, seed => Scenario.FromSeed((ulong)seed, 4, Runs.Ticks) with { Defect = Defect.ReversedExecution });
        Assert.Equal("conservation", found?.Failure?.Oracle);
    }

    private static SimulationResult Pass(Scenario scenario)
    {
        var result = Simulator.Run(scenario);
        Assert.True(result.Failure is null, Simulator.Explain(result));
        return result;
    }
}
