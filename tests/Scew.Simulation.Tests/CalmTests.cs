namespace Scew.Simulation.Tests;

/// <summary>Without faults the protocol has to be quick, or the bounds after faults would hide a stall.</summary>
public class CalmTests
{
    [Theory]
    [InlineData(4)]
    [InlineData(7)]
    public void Without_faults_every_request_is_executed_everywhere_in_moments(int members)
    {
        for (var seed = 1; seed <= 12; seed++)
        {
            var result = Simulator.Run(Scenario.FromSeed((ulong)seed, members, Runs.Ticks, Faults.None) with { MaxShellMs = 0 });
            Assert.True(result.Failure is null, result.Failure?.Message);
            Assert.InRange(result.SlowestRequestMs, 1, 400);
        }
    }

    [Fact]
    public void One_crashed_member_slows_requests_by_its_turns_only()
    {
        for (var seed = 1; seed <= 12; seed++)
        {
            var calm = Scenario.FromSeed((ulong)seed, 4, Runs.Ticks, Faults.None);
            var result = Simulator.Run(calm with { Liars = calm.Liars.Add(seed % 4, Liars.LiarKind.Nuller), MaxShellMs = 0 });
            Assert.True(result.Failure is null, result.Failure?.Message);
            Assert.InRange(result.SlowestRequestMs, 1, 6000);
        }
    }
}
