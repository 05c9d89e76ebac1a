using System.Diagnostics.Metrics;
using System.Text;

namespace Scew.Grains.Watching;

/// <summary>
/// Sums up what instruments measure, and writes it in Prometheus' text format when it is asked for. Nothing is measured before <see cref="Start"/>. Made for one silo: of the meters
/// called <c>Scew</c> it hears its own only.
/// </summary>
public sealed class ScrapeBook : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly List<ScrapeSeries> _series = [];
    private readonly Lock _gate = new();
    private readonly string _target;

    /// <summary>A book of a meter, and of others by their names. <paramref name="target"/> says of whom it tells: attributes of the resource.</summary>
    public ScrapeBook(Meter own, IReadOnlyCollection<string> others, params ReadOnlySpan<KeyValuePair<string, object?>> target)
    {
        _target = ScrapeSeries.Labels(target);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == own || others.Contains(instrument.Meter.Name))
            {
                listener.EnableMeasurementEvents(instrument, Enter(instrument));
            }
        };
        Take<byte>();
        Take<short>();
        Take<int>();
        Take<long>();
        Take<float>();
        Take<double>();
        Take<decimal>();
    }

    /// <summary>Begins to listen.</summary>
    public void Start() => _listener.Start();

    /// <summary>Everything, now.</summary>
    public string Text()
    {
        lock (_gate)
        {
            foreach (var series in _series.Where(static one => one.IsObserved))
            {
                series.Forget();
            }
        }
        _listener.RecordObservableInstruments();
        var text = new StringBuilder(16 * 1024);
        text.Append("# TYPE target_info gauge\ntarget_info{").Append(_target).Append("} 1\n");
        lock (_gate)
        {
            foreach (var series in _series.OrderBy(static one => one.Name, StringComparer.Ordinal))
            {
                series.WriteTo(text);
            }
        }
        return text.ToString();
    }

    /// <summary>Ends listening.</summary>
    public void Dispose() => _listener.Dispose();

    private void Take<T>()
        where T : struct, IConvertible =>
        _listener.SetMeasurementEventCallback<T>(static (_, value, tags, series) => ((ScrapeSeries)series!).Add(value.ToDouble(null), tags));

    private ScrapeSeries Enter(Instrument instrument)
    {
        var type = instrument.GetType();
        var generic = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        var kind = generic == typeof(Counter<>) || generic == typeof(ObservableCounter<>) ? InstrumentKind.Counter
            : generic == typeof(Histogram<>) ? InstrumentKind.Histogram : InstrumentKind.Gauge;
        // An up-down counter adds up to a gauge; a gauge that is set holds what was set last.
        var series = new ScrapeSeries(instrument, kind, instrument.IsObservable || generic == typeof(Gauge<>), (instrument as Histogram<double>)?.Advice?.HistogramBucketBoundaries);
        lock (_gate)
        {
            _series.Add(series);
        }
        return series;
    }
}
