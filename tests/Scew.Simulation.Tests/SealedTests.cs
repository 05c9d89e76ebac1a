namespace Scew.Simulation.Tests;

/// <summary>Encrypted integers among all faults: every value is what plain numbers give, at members whose modules remember and at those whose modules do not.</summary>
public class SealedTests
{
    [Theory]
    [InlineData(4, 10)]
    [InlineData(7, 5)]
    public void Every_value_is_that_of_plain_numbers_whatever_happens_meanwhile(int members, int seeds)
    {
        var results = Enumerable.Range(1, seeds).Select(seed => Simulator.Run(Scenario.Sealing((ulong)seed, members, Runs.Ticks))).ToList();
        Assert.All(results, result => Assert.True(result.Failure is null, Simulator.Explain(result)));
        Assert.True(results.Sum(result => result.SealedWrites) > 5 * seeds, $"{results.Sum(result => result.SealedWrites)} writes");
    }

    [Fact]
    public void A_module_whose_answers_hang_on_what_it_remembers_is_found()
    {
        var found = Runs.FirstFailure(20, seed => Scenario.Sealing((ulong)seed, 4, Runs.Ticks, Faults.None) with { Defect = Defect.AnswersByRecord });
        Assert.Contains(found?.Failure?.Oracle, (string[])["equal states", "conservation"]);
        Assert.Null(Simulator.Run(found!.Scenario with { Defect = Defect.None }).Failure);
    }

    [Fact]
    public void The_same_seed_runs_the_same_twice()
    {
        var scenario = Scenario.Sealing(6, 4, Runs.Ticks);
        var (first, second) = (Simulator.Run(scenario), Simulator.Run(scenario));
        Assert.Equal((first.AuditHash, first.SealedWrites), (second.AuditHash, second.SealedWrites));
    }
}
