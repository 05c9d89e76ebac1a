using System.Diagnostics;
using System.Globalization;

namespace Scew.Machines.Tests.Language;

/// <summary>Runs with numbered seeds for some seconds; a failure names its seed.</summary>
internal static class Fuzz
{
    public static void Run(int salt, int seconds, Action<Random> run)
    {
        if (Environment.GetEnvironmentVariable("SCEW_FUZZ_SEED") is { } only)
        {
            run(new Random(int.Parse(only, CultureInfo.InvariantCulture)));
            return;
        }
        var longer = Environment.GetEnvironmentVariable("SCEW_FUZZ_SECONDS");
        var limit = TimeSpan.FromSeconds(longer is null ? seconds : int.Parse(longer, CultureInfo.InvariantCulture));
        var watch = Stopwatch.StartNew();
        // At least some however slow the machine is, and the first ones are always the same.
        for (var seed = salt * 1_000_000; watch.Elapsed < limit || seed < salt * 1_000_000 + 150; seed++)
        {
            try
            {
                run(new Random(seed));
            }
            catch (Exception fault)
            {
                throw new InvalidOperationException($"SCEW_FUZZ_SEED={seed}: {fault.Message}", fault);
            }
        }
    }
}
