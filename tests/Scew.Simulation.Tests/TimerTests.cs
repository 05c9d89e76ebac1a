namespace Scew.Simulation.Tests;

/// <summary>
/// Timers among all faults: each fires once, in the first block whose time has come, everywhere; soon after it is due once all is well; and the group sleeps in between and
/// afterwards, though nothing but its disks may know of the timers.
/// </summary>
public class TimerTests
{
    private const long TicksMs = 150_000;

    [Theory]
    [InlineData(4, 12)]
    [InlineData(7, 6)]
    public void Timers_fire_once_and_in_time_whatever_happens_meanwhile(int members, int seeds)
    {
        var results = Enumerable.Range(1, seeds).Select(seed => Simulator.Run(Scenario.Ringing((ulong)seed, members, TicksMs))).ToList();
        Assert.All(results, result => Assert.True(result.Failure is null, Simulator.Explain(result)));
        Assert.True(results.Sum(result => result.Timers.Fired) > 50 * seeds, $"{results.Sum(result => result.Timers.Fired)} fired");
        Assert.True(results.Sum(result => result.Timers.FullBlocks) > 0, "no block was full of timers");
        Assert.True(members > 4 || results.Sum(result => result.Transfers.Installed) > 0, "nobody was given a state");
    }

    [Fact]
    public void Schedule_16_an_idle_group_wakes_for_a_due_timer_and_sleeps_again()
    {
        for (var seed = 1; seed <= 8; seed++)
        {
            var result = Simulator.Run(Scenario.Ringing((ulong)seed, 4, 60_000, Faults.None) with { MaxShellMs = 0 });
            Assert.True(result.Failure is null, Simulator.Explain(result, Faults.None));
            Assert.InRange(result.Timers.SlowestMs, 1, 400);
        }
    }

    [Theory]
    [InlineData(Defect.TimersArmedAgain)]
    [InlineData(Defect.TimersNotLoaded)]
    public void A_start_that_arms_what_fired_or_sleeps_over_what_is_armed_is_found(Defect defect)
    {
        var found = Runs.FirstFailure(12, seed => Scenario.Ringing((ulong)seed, 4, 40_000, Faults.Crash | Faults.CrashAll) with { Defect = defect });
        Assert.Equal("timers", found?.Failure?.Oracle);
        Assert.Null(Simulator.Run(found!.Scenario with { Defect = Defect.None }).Failure);
    }

    [Fact]
    public void The_same_seed_runs_the_same_twice()
    {
        var scenario = Scenario.Ringing(3, 4, TicksMs);
        var (first, second) = (Simulator.Run(scenario), Simulator.Run(scenario));
        Assert.Equal((first.AuditHash, first.Timers), (second.AuditHash, second.Timers));
    }
}
