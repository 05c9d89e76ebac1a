using Scew.Liars;

namespace Scew.Simulation.Tests;

public class SeedTests
{
    [Theory]
    [InlineData(3, 4)]
    [InlineData(11, 7)]
    [InlineData(24, 4)]
    [InlineData(59, 7)]
    public void The_same_seed_runs_the_same_twice(int seed, int members)
    {
        var scenario = Scenario.FromSeed((ulong)seed, members, Runs.Ticks);
        var first = Simulator.Run(scenario);
        var second = Simulator.Run(scenario);
        Assert.Equal(first.AuditHash, second.AuditHash);
        Assert.Equal(first.Events, second.Events);
        Assert.True(first.Events > 500);
    }

    [Fact]
    public void Two_seeds_run_differently()
    {
        var hashes = Enumerable.Range(1, 20).Select(seed => Simulator.Run(Scenario.FromSeed((ulong)seed, 4, 2000)).AuditHash);
        Assert.Equal(20, hashes.Distinct().Count());
    }

    [Fact]
    public void The_seeds_of_the_tests_cover_every_fault_and_every_lie()
    {
        var scenarios = Enumerable.Range(1, 600).Select(seed => Scenario.FromSeed((ulong)seed, 4, Runs.Ticks))
            .Concat(Enumerable.Range(10_001, 450).Select(seed => Scenario.FromSeed((ulong)seed, 7, Runs.Ticks))).ToList();
        foreach (var fault in Enum.GetValues<Faults>().Where(fault => fault is not (Faults.None or Faults.All)))
        {
            Assert.InRange(scenarios.Count(scenario => scenario.Faults.HasFlag(fault)), 100, 950);
        }
        foreach (var kind in Enum.GetValues<LiarKind>().Where(kind => kind != LiarKind.WrongReceipt))
        {
            Assert.InRange(scenarios.Count(scenario => scenario.Liars.ContainsValue(kind)), 10, 200);
        }
    }

    [Fact]
    public void A_failure_says_how_to_run_it_again()
    {
        var scenario = Scenario.FromSeed(7, 4, 5000) with { Defect = Defect.FalseWriteReports };
        var text = Simulator.Explain(Simulator.Run(scenario));
        Assert.Contains("replay: dotnet run --project tests/Scew.Simulation -- --seed 7 --ticks 5000 --n 4 --defect FalseWriteReports", text, StringComparison.Ordinal);
        Assert.Contains("commit " + Simulator.Commit, text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_command_line_gives_the_scenario_of_the_seed()
    {
        var options = Options.Parse(["--seeds", "5..9", "--ticks", "700", "--n", "7", "--without", "Loss,Crash"])!;
        Assert.Equal((5UL, 9UL), (options.FirstSeed, options.LastSeed));
        Assert.Equal(7, options.ScenarioOf(5).Members);
        Assert.Equal(Faults.None, options.ScenarioOf(5).Faults & (Faults.Loss | Faults.Crash));
    }

    [Theory]
    [InlineData]
    [InlineData("--seed")]
    [InlineData("--seed", "x")]
    [InlineData("--seeds", "9..5")]
    [InlineData("--seed", "1", "--n", "5")]
    [InlineData("--seed", "1", "--defect", "Nonsense")]
    [InlineData("--nonsense")]
    public void A_wrong_command_line_is_refused(params string[] args) => Assert.Null(Options.Parse(args));
}
