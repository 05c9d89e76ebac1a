using System.Diagnostics;

namespace Scew.Client.Load;

/// <summary>CPU time and resident memory of one process at one moment.</summary>
public readonly record struct ProcessUse(TimeSpan Cpu, long WorkingSetBytes, long PeakBytes)
{
    /// <summary>Reads a running process; zero for one that has ended.</summary>
    public static ProcessUse Of(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return new ProcessUse(process.TotalProcessorTime, process.WorkingSet64, process.PeakWorkingSet64);
        }
        catch (Exception ended) when (ended is ArgumentException or InvalidOperationException)
        {
            return default;
        }
    }
}
