using Scew.Benchmarks.Load;

namespace Scew.Benchmarks.Tests;

public class FixedRateTests
{
    [Fact]
    public async Task A_lane_has_one_operation_under_way_and_failures_are_counted_apart()
    {
        var busy = new int[3];
        var result = await FixedRate.RunAsync(400, TimeSpan.FromMilliseconds(250), busy.Length, async (lane, iteration, cancel) =>
        {
            Assert.Equal(1, Interlocked.Increment(ref busy[lane]));
            await Task.Delay(1, cancel);
            Interlocked.Decrement(ref busy[lane]);
            return iteration % 5 != 0;
        });
        Assert.InRange(result.Latencies.Count, 1, 100);
        Assert.InRange(result.Failed, 1, 20);
        Assert.All(busy, count => Assert.Equal(0, count));
    }

    [Fact]
    public async Task What_was_not_begun_when_the_time_is_over_is_not_begun()
    {
        var begun = 0;
        var result = await FixedRate.RunAsync(1_000_000, TimeSpan.FromMilliseconds(50), 1, async (_, _, cancel) =>
        {
            begun++;
            await Task.Delay(60, cancel);
            return true;
        });
        Assert.Equal(begun, result.Latencies.Count);
        Assert.InRange(begun, 1, 2);
    }
}
