using Scew.Client.Load;

namespace Scew.Client.Tests.Load;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void QuantilesAreWithinTwoPercentOfTheExactOnes()
    {
        var random = new Random(7);
        var histogram = new LatencyHistogram();
        var exact = new List<long>();
        for (var i = 0; i < 20_000; i++)
        {
            var microseconds = (long)Math.Exp(random.NextDouble() * 15);
            histogram.Add(microseconds);
            exact.Add(microseconds);
        }
        exact.Sort();
        foreach (var quantile in new[] { 0.01, 0.5, 0.9, 0.99, 1.0 })
        {
            var expected = exact[(int)Math.Ceiling(quantile * exact.Count) - 1] / 1000.0;
            Assert.InRange(histogram.QuantileMs(quantile), expected, expected * 1.02 + 0.001);
        }
    }

    [Fact]
    public void MergingCountsBoth()
    {
        var first = new LatencyHistogram();
        var second = new LatencyHistogram();
        first.Add(1000);
        second.Add(3_000_000);
        second.Add(long.MaxValue);
        first.Merge(second);
        Assert.Equal(3, first.Count);
        Assert.InRange(first.QuantileMs(0.3), 0.99, 1.02);
        Assert.True(first.QuantileMs(1) > 4_000_000);
    }

    [Fact]
    public void EmptyIsZero() => Assert.Equal(0, new LatencyHistogram().QuantileMs(0.99));
}
