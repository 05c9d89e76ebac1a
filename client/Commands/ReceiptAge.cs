using System.Globalization;

namespace Scew.Cli.Commands;

/// <summary>How long ago a block's time is by this machine's clock, which nothing proves to be right.</summary>
internal static class ReceiptAge
{
    private static readonly (string Name, long Seconds)[] Units = [("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1)];

    /// <summary>Whole seconds; below 0 where this machine's clock is behind the block's time.</summary>
    public static long SecondsSince(long timeMs) => (DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - timeMs) / 1000;

    /// <summary>The two largest units of it, as a sentence.</summary>
    public static string Text(long seconds) => seconds < 0
        ? $"this machine's clock is {Span(-seconds)} behind the block's time"
        : $"{Span(seconds)} by this machine's clock";

    private static string Span(long seconds)
    {
        var first = Array.FindIndex(Units, unit => seconds >= unit.Seconds);
        if (first < 0)
        {
            return "less than a second";
        }
        var rest = seconds % Units[first].Seconds;
        var second = first + 1 < Units.Length ? rest / Units[first + 1].Seconds : 0;
        return Count(seconds / Units[first].Seconds, Units[first].Name) + (second > 0 ? " " + Count(second, Units[first + 1].Name) : "");
    }

    private static string Count(long number, string unit) => string.Create(CultureInfo.InvariantCulture, $"{number} {unit}{(number == 1 ? "" : "s")}");
}
