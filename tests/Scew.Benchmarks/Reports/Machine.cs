using System.Globalization;
using System.Runtime.InteropServices;
using Scew.Simulation;

namespace Scew.Benchmarks.Reports;

/// <summary>Where numbers come from, for the foot of a report.</summary>
internal sealed record Machine(string Description, string Commit, string Command)
{
    public static Machine Read(string command)
    {
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1L << 30);
        var description = string.Create(
            CultureInfo.InvariantCulture,
            $"{Processor()}, {Environment.ProcessorCount} cores, {memory:0.0} GiB, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}, {Build}; {DateTimeOffset.UtcNow:yyyy-MM-dd HH:mm} UTC");
        return new Machine(description, Simulator.Commit, command);
    }

    private static string Build =>
#if DEBUG
        "debug build";
#else
        "release build";
#endif

    private static string Processor()
    {
        const string Processors = "/proc/cpuinfo";
        var line = File.Exists(Processors) ? File.ReadLines(Processors).FirstOrDefault(text => text.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line?.Split(':', 2)[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
