using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Scew.Grains.Watching;

/// <summary>The values of one instrument, by their labels. Bounded: beyond <see cref="MaxSeries"/> combinations everything counts under one label that says so.</summary>
internal sealed class ScrapeSeries
{
    /// <summary>Most combinations of attributes that are told apart.</summary>
    public const int MaxSeries = 500;

    private const string Overflow = "otel_metric_overflow=\"true\"";
    private readonly Instrument _instrument;
    private readonly double[] _bounds;
    private readonly SortedDictionary<string, Cell> _cells = new(StringComparer.Ordinal);
    private readonly Dictionary<int, Cell> _known = [];
    private readonly Lock _gate = new();

    public ScrapeSeries(Instrument instrument, InstrumentKind kind, bool isObserved, IReadOnlyList<double>? bounds)
    {
        _instrument = instrument;
        Kind = kind;
        IsObserved = isObserved;
        _bounds = [.. bounds ?? [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]];
        Name = PrometheusName.Of(instrument.Name, instrument.Unit, kind);
    }

    public string Name { get; }

    public InstrumentKind Kind { get; }

    /// <summary>Its values come when they are asked for, and only those.</summary>
    public bool IsObserved { get; }

    public void Add(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var hash = HashOf(tags);
        lock (_gate)
        {
            // What was counted once is found again without making its text.
            if (!_known.TryGetValue(hash, out var cell) || !tags.SequenceEqual(cell.Tags))
            {
                cell = Enter(tags);
                if (cell.Tags.Length == tags.Length)
                {
                    _known[hash] = cell;
                }
            }
            cell.Count++;
            cell.Sum = IsObserved ? value : cell.Sum + value;
            if (Kind == InstrumentKind.Histogram)
            {
                var place = Array.BinarySearch(_bounds, value);
                cell.Buckets[place < 0 ? ~place : place]++;
            }
        }
    }

    /// <summary>What is observed is asked for again.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            _cells.Clear();
            _known.Clear();
        }
    }

    public void WriteTo(StringBuilder text)
    {
        lock (_gate)
        {
            if (_cells.Count == 0)
            {
                return;
            }
            if (_instrument.Description is { Length: > 0 } help)
            {
                text.Append("# HELP ").Append(Name).Append(' ').Append(help.ReplaceLineEndings(" ")).Append('\n');
            }
            text.Append("# TYPE ").Append(Name).Append(' ').Append(Kind.ToString().ToLowerInvariant()).Append('\n');
            foreach (var (labels, cell) in _cells)
            {
                Write(text, labels, cell);
            }
        }
    }

    private Cell Enter(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = Labels(tags);
        if (!_cells.TryGetValue(labels, out var cell))
        {
            var isFull = _cells.Count >= MaxSeries;
            labels = isFull ? Overflow : labels;
            if (!_cells.TryGetValue(labels, out cell))
            {
                _cells.Add(labels, cell = new Cell(isFull ? [] : tags.ToArray(), Kind == InstrumentKind.Histogram ? new long[_bounds.Length + 1] : []));
            }
        }
        return cell;
    }

    private static int HashOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var hash = default(HashCode);
        foreach (var (_, value) in tags)
        {
            hash.Add(value);
        }
        return hash.ToHashCode();
    }

    private void Write(StringBuilder text, string labels, Cell cell)
    {
        if (Kind != InstrumentKind.Histogram)
        {
            Line(text, "", labels, cell.Sum);
            return;
        }
        var comma = labels.Length > 0 ? "," : "";
        long below = 0;
        for (var i = 0; i < cell.Buckets.Length; i++)
        {
            below += cell.Buckets[i];
            Line(text, "_bucket", labels + comma + "le=\"" + (i < _bounds.Length ? Number(_bounds[i]) : "+Inf") + "\"", below);
        }
        Line(text, "_sum", labels, cell.Sum);
        Line(text, "_count", labels, cell.Count);
    }

    private void Line(StringBuilder text, string suffix, string labels, double value)
    {
        text.Append(Name).Append(suffix);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }
        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>The labels as text, in the order in which the instrument gives them.</summary>
    internal static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
        {
            return "";
        }
        var text = new StringBuilder(64);
        foreach (var (name, value) in tags)
        {
            text.Append(text.Length > 0 ? "," : "").Append(PrometheusName.Label(name)).Append("=\"");
            foreach (var c in Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")
            {
                _ = c switch
                {
                    '\\' => text.Append("\\\\"),
                    '"' => text.Append("\\\""),
                    '\n' => text.Append("\\n"),
                    _ => text.Append(c),
                };
            }
            text.Append('"');
        }
        return text.ToString();
    }

    private sealed class Cell(KeyValuePair<string, object?>[] tags, long[] buckets)
    {
        public KeyValuePair<string, object?>[] Tags => tags;

        public long[] Buckets => buckets;

        public long Count { get; set; }

        public double Sum { get; set; }
    }
}
