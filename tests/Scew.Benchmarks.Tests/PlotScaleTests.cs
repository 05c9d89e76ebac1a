using Scew.Benchmarks.Reports;

namespace Scew.Benchmarks.Tests;

public class PlotScaleTests
{
    [Fact]
    public void Linear_marks_are_round_begin_at_zero_and_enclose_the_values()
    {
        var scale = new PlotScale([13, 87], logarithmic: false);
        Assert.Equal([0, 20, 40, 60, 80, 100], scale.Ticks);
        Assert.Equal(0.87, scale.Place(87)!.Value, 6);
    }

    [Fact]
    public void Logarithmic_marks_are_powers_of_ten()
    {
        var scale = new PlotScale([3, 4000], logarithmic: true);
        Assert.Equal([1, 10, 100, 1000, 10_000], scale.Ticks);
        Assert.Equal(0.5, scale.Place(100)!.Value, 6);
        Assert.Null(scale.Place(0));
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(false, 5)]
    [InlineData(false, -5)]
    [InlineData(false, 1e-9)]
    [InlineData(true, 7)]
    [InlineData(true, 100)]
    [InlineData(true, 1e-6)]
    public void One_value_has_an_axis(bool logarithmic, double value)
    {
        var scale = new PlotScale([value, value, double.NaN], logarithmic);
        Assert.InRange(scale.Ticks.Count, 2, 12);
        Assert.InRange(scale.Place(value)!.Value, 0, 1);
    }

    [Fact]
    public void There_are_never_many_marks()
    {
        for (var most = 1e-6; most < 1e9; most *= 1.37)
        {
            Assert.InRange(new PlotScale([0, most], logarithmic: false).Ticks.Count, 3, 8);
        }
    }
}
