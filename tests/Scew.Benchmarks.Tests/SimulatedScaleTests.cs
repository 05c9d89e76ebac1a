using Scew.Benchmarks.Scale;
using Scew.Client.Load;

namespace Scew.Benchmarks.Tests;

public class SimulatedScaleTests
{
    private static readonly SignatureCost Cost = new(20, 50);
    private static readonly ScaleOptions Short = new() { SimulatedMs = 1000 };

    [Theory]
    [InlineData("None", 4)]
    [InlineData("None", 13)]
    [InlineData("Crash", 7)]
    [InlineData("Invalid", 7)]
    public void Every_request_gets_its_receipt(string fault, int members)
    {
        var row = SimulatedScale.Run(Short, members, 40, Enum.Parse<Fault>(fault), Cost);
        Assert.Equal(0, row.Unfinished);
        Assert.True(row.CommittedPerSecond > 0);
        Assert.True(row.P50Ms > 3 * Short.Delay.Least);
        Assert.True(row.P99Ms >= row.P50Ms);
        Assert.True(row.MessagesPerRequest > 0);
        Assert.True(row.BytesPerRequest > Short.BodyBytes);
    }

    [Fact]
    public void The_same_seed_gives_the_same_row_but_for_the_machine()
    {
        var (one, other) = (SimulatedScale.Run(Short, 4, 50, Fault.None, Cost), SimulatedScale.Run(Short, 4, 50, Fault.None, Cost));
        Assert.Equal(one with { CpuSecondsPerBlock = 0 }, other with { CpuSecondsPerBlock = 0 });
    }

    [Fact]
    public void Dead_leaders_cost_time_and_more_members_cost_messages()
    {
        var calm = SimulatedScale.Run(Short, 4, 50, Fault.None, Cost);
        Assert.True(SimulatedScale.Run(Short, 4, 50, Fault.Crash, Cost).P99Ms > calm.P99Ms);
        Assert.True(SimulatedScale.Run(Short, 7, 50, Fault.None, Cost).MessagesPerRequest > calm.MessagesPerRequest);
    }
}
