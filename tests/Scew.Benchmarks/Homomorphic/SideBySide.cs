using System.Diagnostics;

namespace Scew.Benchmarks.Homomorphic;

/// <summary>Measures two ways of one operation in turns, so that what disturbs the machine disturbs both; the fastest round counts, others only add to it.</summary>
internal sealed class SideBySide(int rounds)
{
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(30);

    public (double Microseconds, double? OtherMicroseconds) Measure(Action ours, Action? other)
    {
        var (count, otherCount) = (Calibrate(ours), other is null ? 0 : Calibrate(other));
        var (best, otherBest) = (double.MaxValue, double.MaxValue);
        for (var round = 0; round < rounds; round++)
        {
            best = Math.Min(best, Time(ours, count));
            otherBest = other is null ? otherBest : Math.Min(otherBest, Time(other, otherCount));
        }
        return (best, other is null ? null : otherBest);
    }

    private static int Calibrate(Action run)
    {
        // Long enough for the compiler's second tier.
        var watch = Stopwatch.StartNew();
        var count = 0;
        while (watch.Elapsed < 3 * Round)
        {
            run();
            count++;
        }
        return Math.Max(1, count / 3);
    }

    private static double Time(Action run, int count)
    {
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < count; i++)
        {
            run();
        }
        return watch.Elapsed.TotalMicroseconds / count;
    }
}
