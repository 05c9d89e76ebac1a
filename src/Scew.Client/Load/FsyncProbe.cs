using System.Diagnostics;

namespace Scew.Client.Load;

/// <summary>How long this disk takes to make one small write durable.</summary>
public static class FsyncProbe
{
    /// <summary>Median in ms of appending 4 KiB and syncing, in <paramref name="folder"/>.</summary>
    public static double MedianMs(string folder, int rounds = 64)
    {
        var path = Path.Combine(folder, "fsync-probe-" + Environment.ProcessId);
        var block = new byte[4096];
        var durations = new List<double>(rounds);
        using (var stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose))
        {
            for (var i = 0; i < rounds; i++)
            {
                var started = Stopwatch.GetTimestamp();
                stream.Write(block);
                stream.Flush(flushToDisk: true);
                durations.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }
        }
        durations.Sort();
        return durations[durations.Count / 2];
    }
}
