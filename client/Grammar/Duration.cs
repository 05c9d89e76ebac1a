using System.Globalization;

namespace Scew.Cli.Grammar;

/// <summary>A time as people write it: <c>45</c> (seconds), <c>45s</c>, <c>2m</c>, <c>1h</c>, <c>500ms</c>.</summary>
internal static class Duration
{
    public static TimeSpan? Parse(string text)
    {
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        if (digits is 0 or > 9)
        {
            return null;
        }
        var number = double.Parse(text.AsSpan(0, digits), CultureInfo.InvariantCulture);
        return text[digits..] switch
        {
            "" or "s" => TimeSpan.FromSeconds(number),
            "ms" => TimeSpan.FromMilliseconds(number),
            "m" => TimeSpan.FromMinutes(number),
            "h" => TimeSpan.FromHours(number),
            _ => null,
        };
    }

    public static string Text(TimeSpan time) => time.TotalMilliseconds % 1000 == 0
        ? time.TotalSeconds.ToString(CultureInfo.InvariantCulture) + "s"
        : time.TotalMilliseconds.ToString(CultureInfo.InvariantCulture) + "ms";
}
