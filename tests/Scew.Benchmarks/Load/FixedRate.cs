using System.Diagnostics;
using System.Threading.Channels;
using Scew.Client.Load;

namespace Scew.Benchmarks.Load;

/// <summary>
/// Sends at a fixed rate whatever the group does, and counts every latency from the moment at which the request was due: a group that stalls cannot hide
/// the requests that waited for it. Each request takes an idle lane (a customer), so a lane has one request under way.
/// </summary>
internal static class FixedRate
{
    /// <summary>
    /// Begins <paramref name="perSecond"/> operations a second for <paramref name="duration"/> and waits for them. When no lane is idle the next one waits, and what was not
    /// begun by the end is not begun: then the rate that was achieved is below the one that was asked for.
    /// </summary>
    public static async Task<LoadResult> RunAsync(double perSecond, TimeSpan duration, int lanes, LoadOperation operation, CancellationToken cancellation = default)
    {
        var idle = Channel.CreateUnbounded<int>();
        for (var lane = 0; lane < lanes; lane++)
        {
            idle.Writer.TryWrite(lane);
        }
        var tally = new Tally();
        var running = new List<Task>();
        var started = Stopwatch.GetTimestamp();
        for (var i = 0L; i < perSecond * duration.TotalSeconds && (i == 0 || Stopwatch.GetElapsedTime(started) < duration); i++)
        {
            var due = TimeSpan.FromSeconds(i / perSecond);
            var early = due - Stopwatch.GetElapsedTime(started);
            if (early > TimeSpan.Zero)
            {
                await Task.Delay(early, cancellation);
            }
            var lane = await idle.Reader.ReadAsync(cancellation);
            running.Add(OneAsync(lane, i, due, started, tally, operation, idle.Writer, cancellation));
        }
        await Task.WhenAll(running);
        return tally.Result(lanes);
    }

    private static async Task OneAsync(
        int lane, long iteration, TimeSpan due, long started, Tally tally, LoadOperation operation, ChannelWriter<int> idle, CancellationToken cancellation)
    {
        // The one that counts the time must not be held up by what it starts.
        await Task.Yield();
        try
        {
            var succeeded = await operation(lane, iteration, cancellation);
            tally.Add(succeeded, due, Stopwatch.GetElapsedTime(started));
        }
        finally
        {
            idle.TryWrite(lane);
        }
    }

    private sealed class Tally
    {
        private readonly Lock _gate = new();
        private readonly LatencyHistogram _latencies = new();
        private TimeSpan _first = TimeSpan.MaxValue;
        private TimeSpan _last;
        private long _failed;

        public void Add(bool succeeded, TimeSpan due, TimeSpan ended)
        {
            lock (_gate)
            {
                if (!succeeded)
                {
                    _failed++;
                    return;
                }
                _latencies.Add((long)(ended - due).TotalMicroseconds);
                _first = ended < _first ? ended : _first;
                _last = ended > _last ? ended : _last;
            }
        }

        // n answers are n - 1 distances: over the time until the last answer the rate would seem lower by the first latency.
        public LoadResult Result(int lanes)
        {
            var count = _latencies.Count;
            var elapsed = count > 1 ? (_last - _first) * ((double)count / (count - 1)) : TimeSpan.FromSeconds(1);
            return new LoadResult(lanes, elapsed, _latencies, _failed);
        }
    }
}
