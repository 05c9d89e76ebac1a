using System.Globalization;

namespace Scew.Protocol.Tests;

/// <summary>How much a test does: a bounded part every day, the figure of its row with <c>SCEW_LONG=1</c>.</summary>
internal static class LongRun
{
    public static bool On { get; } = Environment.GetEnvironmentVariable("SCEW_LONG") == "1";

    /// <summary>Seconds that each decoder is fuzzed, or 0 for the everyday number of cases: <c>SCEW_FUZZ_SECONDS</c>, 60 in a long run.</summary>
    public static int FuzzSeconds { get; } = int.TryParse(Environment.GetEnvironmentVariable("SCEW_FUZZ_SECONDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        ? seconds
        : On ? 60 : 0;

    /// <summary>Cases of a mutation test: a million in a long run.</summary>
    public static int Cases(int everyday, int longRun = 1_000_000) => On ? longRun : everyday;
}
