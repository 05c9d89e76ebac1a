using Scew.Liars;

namespace Scew.Simulation.Tests;

/// <summary>An oracle counts only after it was seen finding something.</summary>
public class PlantedDefectTests
{
    [Theory]
    [InlineData(Defect.SpeaksBeforeWrite, "votes")]
    [InlineData(Defect.FalseWriteReports, "votes")]
    [InlineData(Defect.ForgottenLease, "votes")]
    [InlineData(Defect.SmallQuorum, "certificates")]
    [InlineData(Defect.UnequalExecution, "equal states")]
    [InlineData(Defect.ReversedExecution, "conservation")]
    public void A_broken_safety_rule_is_found(Defect defect, string oracle)
    {
        var found = Runs.FirstFailure(20, seed => Scenario.FromSeed((ulong)seed, 4, Runs.Ticks) with { Defect = defect });
        Assert.Equal(oracle, found?.Failure?.Oracle);
    }

    [Theory]
    [InlineData(Defect.SpeaksBeforeWrite)]
    [InlineData(Defect.SmallQuorum)]
    public void A_planted_fork_is_found_by_its_outcome_alone(Defect defect)
    {
        // Before it forks, a member may notice that its own rules contradict each other and stop; such seeds show nothing here.
        var found = Enumerable.Range(1, 120).Select(seed => Simulator.Run(Scenario.FromSeed((ulong)seed, 4, 12_000) with { Defect = defect, OutcomeOnly = true }));
        Assert.Contains(found, result => result.Failure?.Oracle == "agreement");
    }

    [Theory]
    [InlineData(Defect.NeverGivesUp)]
    [InlineData(Defect.NoResend)]
    [InlineData(Defect.NoRepair)]
    [InlineData(Defect.NoStatus)]
    [InlineData(Defect.NeverAttests)]
    [InlineData(Defect.OneNeverAttests)]
    public void A_planted_deadlock_is_found(Defect defect)
    {
        var found = Runs.FirstFailure(40, seed => Scenario.FromSeed((ulong)seed, 4, Runs.Ticks) with { Defect = defect });
        Assert.Equal("progress", found?.Failure?.Oracle);
    }

    [Fact]
    public void A_request_voted_for_again_is_found()
    {
        var found = Runs.FirstFailure(20, seed => Runs.WithLiar(seed, 4, LiarKind.Repeater) with { Defect = Defect.VotesForRepeats, RequestEveryMs = 60 });
        Assert.Equal("exactly once", found?.Failure?.Oracle);
    }

    [Fact]
    public void A_signature_that_nobody_checks_is_found()
    {
        var found = Runs.FirstFailure(20, seed => Runs.WithLiar(seed, 4, LiarKind.Impersonator) with { Defect = Defect.UncheckedSignatures });
        Assert.Contains(found?.Failure?.Oracle, (string[])["certificates", "evidence"]);
    }
}
