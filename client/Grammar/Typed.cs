using System.Text.RegularExpressions;

namespace Scew.Cli.Grammar;

/// <summary>What was typed, as a sentence may repeat it.</summary>
internal static partial class Typed
{
    /// <summary>In quotes; a number is left out, also one that hangs on an option.</summary>
    public static string WithoutNumber(string typed)
    {
        if (Number().IsMatch(typed))
        {
            return "a number";
        }
        var option = OptionWithNumber().Match(typed);
        return $"'{(option.Success ? option.Groups["option"].Value : typed)}'";
    }

    [GeneratedRegex(@"^[-+]?[\d.,_']+$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Number();

    [GeneratedRegex(@"^(?<option>--?[A-Za-z][A-Za-z-]*)=?[-+]?[\d.,_']+$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex OptionWithNumber();
}
