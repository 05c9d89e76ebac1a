using System.Collections.Immutable;

namespace Scew.Benchmarks.Reports;

/// <summary>One line of a line plot; points without a place (not finite, or not above 0 on a logarithmic axis) are left out.</summary>
internal sealed record PlotSeries(string Name, ImmutableArray<(double X, double Y)> Points);

/// <summary>One kind of bar, a value for each group; NaN leaves the bar out.</summary>
internal sealed record BarSeries(string Name, ImmutableArray<double> Values);
