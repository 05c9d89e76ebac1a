using System.Globalization;

namespace Scew.Cli.Output;

/// <summary>Numbers for people, the same everywhere.</summary>
internal static class Numbers
{
    public static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Without separators: what is typed again, or counted from zero.</summary>
    public static string Plain(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Rate(double perSecond) => perSecond.ToString("N0", CultureInfo.InvariantCulture);

    public static string Ms(double milliseconds) => milliseconds.ToString("0.0", CultureInfo.InvariantCulture);

    public static string Ratio(double ratio) => ratio.ToString("0.00", CultureInfo.InvariantCulture);

    public static string Seconds(TimeSpan elapsed) => elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s";
}
