using System.Numerics;

namespace Scew.Client.Load;

/// <summary>
/// Counts durations in buckets of at most 1.6 % width (64 a power of two), from 1 us to about 70 min. Not thread-safe: one a client, merged at the end.
/// </summary>
public sealed class LatencyHistogram
{
    private const int SubBits = 6;
    private const int SubBuckets = 1 << SubBits;
    private readonly long[] _counts = new long[(32 - SubBits) * SubBuckets + SubBuckets];

    /// <summary>How many durations were added.</summary>
    public long Count { get; private set; }

    /// <summary>Adds a duration in microseconds.</summary>
    public void Add(long microseconds)
    {
        _counts[Index((uint)Math.Clamp(microseconds, 0, uint.MaxValue))]++;
        Count++;
    }

    /// <summary>Adds all durations of another histogram.</summary>
    public void Merge(LatencyHistogram other)
    {
        for (var i = 0; i < _counts.Length; i++)
        {
            _counts[i] += other._counts[i];
        }
        Count += other.Count;
    }

    /// <summary>The smallest duration in ms that at least the share <paramref name="quantile"/> (0 to 1) does not exceed; 0 when empty.</summary>
    public double QuantileMs(double quantile)
    {
        var rank = Math.Max(1, (long)Math.Ceiling(quantile * Count));
        long seen = 0;
        for (var i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (seen >= rank)
            {
                return Upper(i) / 1000.0;
            }
        }
        return 0;
    }

    private static int Index(uint value)
    {
        if (value < SubBuckets)
        {
            return (int)value;
        }
        var exponent = BitOperations.Log2(value) - SubBits;
        return (exponent + 1) * SubBuckets + (int)((value >> exponent) - SubBuckets);
    }

    private static double Upper(int index)
    {
        if (index < SubBuckets)
        {
            return index;
        }
        var exponent = index / SubBuckets - 1;
        return ((double)(index % SubBuckets + SubBuckets + 1) * (1L << exponent)) - 1;
    }
}
