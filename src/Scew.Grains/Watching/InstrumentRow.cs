using System.Collections.Immutable;
using System.Diagnostics.Metrics;

namespace Scew.Grains.Watching;

/// <summary>What an instrument counts like.</summary>
public enum InstrumentKind
{
    /// <summary>A number that only rises while the process lives.</summary>
    Counter,

    /// <summary>A number that is read when somebody asks.</summary>
    Gauge,

    /// <summary>How often a duration fell into which range.</summary>
    Histogram,
}

/// <summary>One row of the table of instruments: name, unit in UCUM, attributes in order. <paramref name="Means"/> is the sentence of the documented table.</summary>
public sealed record InstrumentRow(string Name, InstrumentKind Kind, string Unit, ImmutableArray<string> Attributes, string Means)
{
    // Seconds: from a quick disk's sync to a request that nearly ended.
    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    };

    /// <summary>The counter of this row.</summary>
    public Counter<long> Counter(Meter meter) => meter.CreateCounter<long>(Name, Unit, Means);

    /// <summary>The histogram of this row.</summary>
    public Histogram<double> Histogram(Meter meter) => meter.CreateHistogram(Name, Unit, Means, tags: null, Seconds);

    /// <summary>The gauge of this row with one value.</summary>
    public void Gauge<T>(Meter meter, Func<T> value)
        where T : struct => meter.CreateObservableGauge(Name, value, Unit, Means);

    /// <summary>The gauge of this row with a value for each of something.</summary>
    public void Gauge<T>(Meter meter, Func<IEnumerable<Measurement<T>>> values)
        where T : struct => meter.CreateObservableGauge(Name, values, Unit, Means);

    /// <summary>A value of the row's only attribute.</summary>
    public KeyValuePair<string, object?> Tag(string value) => new(Attributes[0], value);
}
