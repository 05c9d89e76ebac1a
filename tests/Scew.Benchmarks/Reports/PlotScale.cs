namespace Scew.Benchmarks.Reports;

/// <summary>Where the values of one axis lie, and which of them get a mark: round numbers, or powers of ten on a logarithmic axis.</summary>
internal sealed class PlotScale
{
    private readonly double _low;
    private readonly double _high;
    private readonly bool _logarithmic;

    /// <summary>Around <paramref name="values"/>; linear axes begin at 0 where <paramref name="fromZero"/> and nothing is negative. Logarithmic axes need values above 0.</summary>
    public PlotScale(IEnumerable<double> values, bool logarithmic, bool fromZero = true, int wanted = 5)
    {
        _logarithmic = logarithmic;
        var shown = values.Where(value => double.IsFinite(value) && (!logarithmic || value > 0)).ToArray();
        var (least, most) = shown.Length == 0 ? (logarithmic ? 1 : 0, logarithmic ? 10 : 1) : (shown.Min(), shown.Max());
        if (logarithmic)
        {
            _low = Math.Floor(Math.Log10(least) + 1e-9);
            _high = Math.Max(_low + 1, Math.Ceiling(Math.Log10(most) - 1e-9));
            Ticks = [.. Enumerable.Range((int)_low, (int)(_high - _low) + 1).Select(power => Math.Pow(10, power))];
            return;
        }
        least = fromZero && least > 0 ? 0 : least;
        var step = Step((most - least) / wanted, most);
        _low = Math.Floor(least / step + 1e-9) * step;
        _high = Math.Max(_low + step, Math.Ceiling(most / step - 1e-9) * step);
        Ticks = [.. Enumerable.Range(0, (int)Math.Round((_high - _low) / step) + 1).Select(count => _low + count * step)];
    }

    /// <summary>Values with a mark, rising.</summary>
    public IReadOnlyList<double> Ticks { get; }

    /// <summary>0 at the lower end, 1 at the upper; null for what has no place.</summary>
    public double? Place(double value) => double.IsFinite(value) && (!_logarithmic || value > 0)
        ? ((_logarithmic ? Math.Log10(value) : value) - _low) / (_high - _low)
        : null;

    /// <summary>1, 2 or 5 times a power of ten, at least <paramref name="rough"/>.</summary>
    private static double Step(double rough, double most)
    {
        rough = rough > 0 ? rough : Math.Max(Math.Abs(most), 1) / 5;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        return (rough / power) switch
        {
            <= 1 => 1,
            <= 2 => 2,
            <= 5 => 5,
            _ => 10,
        } * power;
    }
}
