using System.Diagnostics.Metrics;
using Scew.Grains.Watching;

namespace Scew.Grains.Tests.Watching;

/// <summary>Prometheus' text, to the letter.</summary>
public sealed class ScrapeBookTests : IDisposable
{
    private readonly Meter _meter = new("Scew");
    private readonly Meter _other = new("Scew");
    private readonly ScrapeBook _book;

    public ScrapeBookTests()
    {
        _book = new ScrapeBook(_meter, [], new KeyValuePair<string, object?>("service.name", "test"));
        _book.Start();
    }

    [Fact]
    public void Counters_gauges_and_histograms_are_written_as_Prometheus_reads_them()
    {
        var counter = Instruments.ViewChange.Counter(_meter);
        counter.Add(2, Instruments.ViewChange.Tag("nullified"));
        counter.Add(1, Instruments.ViewChange.Tag("notarized"));
        counter.Add(1, Instruments.ViewChange.Tag("nullified"));
        var gauge = 7L;
        Instruments.Lag.Gauge(_meter, () => gauge);
        var histogram = _meter.CreateHistogram("t", "s", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 1] });
        histogram.Record(0.5);
        histogram.Record(0.75);
        histogram.Record(3);
        Assert.Contains("7\n", _book.Text(), StringComparison.Ordinal);
        gauge = 5;
        Assert.Equal(
            """
            # TYPE target_info gauge
            target_info{service_name="test"} 1
            # HELP bft_replica_lag Heights that f+1 members call final, or this one knows to be, and that are not executed here
            # TYPE bft_replica_lag gauge
            bft_replica_lag 5
            # HELP bft_view_change_total Views left, by what ended them: notarized, finalized, nullified, caught-up
            # TYPE bft_view_change_total counter
            bft_view_change_total{reason="notarized"} 1
            bft_view_change_total{reason="nullified"} 3
            # TYPE t_seconds histogram
            t_seconds_bucket{le="0.5"} 1
            t_seconds_bucket{le="1"} 2
            t_seconds_bucket{le="+Inf"} 3
            t_seconds_sum 4.25
            t_seconds_count 3

            """.ReplaceLineEndings("\n"),
            _book.Text());
    }

    [Fact]
    public void Values_cannot_leave_their_quotes()
    {
        _meter.CreateCounter<int>("c").Add(1, new KeyValuePair<string, object?>("a.b", "x\"} 1\nevil{\\"));
        Assert.EndsWith("c_total{a_b=\"x\\\"} 1\\nevil{\\\\\"} 1\n", _book.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_makes_more_series_than_the_bound()
    {
        var counter = _meter.CreateCounter<int>("c");
        for (var i = 0; i < 10_000; i++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("id", i));
        }
        var lines = _book.Text().Split('\n').Where(static line => line.StartsWith("c_total", StringComparison.Ordinal)).ToArray();
        Assert.Equal(ScrapeSeries.MaxSeries + 1, lines.Length);
        Assert.Contains($"c_total{{otel_metric_overflow=\"true\"}} {10_000 - ScrapeSeries.MaxSeries}", lines);
    }

    [Fact]
    public void Another_silo_of_the_same_process_is_not_heard()
    {
        Instruments.Launches.Counter(_other).Add(1, Instruments.Launches.Tag("ok"));
        Assert.DoesNotContain("rm_launch", _book.Text(), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _book.Dispose();
        _meter.Dispose();
        _other.Dispose();
    }
}
