using System.CommandLine;
using System.Globalization;
using Scew.Cli.Grammar;
using Scew.Cli.Output;

namespace Scew.Cli.State;

/// <summary>Values that are encrypted: from the command line, or from stdin, line by line, where <c>-</c> stands. No error repeats one.</summary>
internal static class Plaintexts
{
    public const string Help = "a whole number of 64 bits, or - to read it from stdin: a command line is visible to other users of this machine and stays in the shell's history";

    public static Argument<string> Argument(string name, string what) => new(name) { Description = $"{what}: {Help}" };

    /// <summary>Refuses what is no number while nothing has happened; <c>-</c> passes.</summary>
    public static void Check(string typed)
    {
        if (typed != "-")
        {
            Parse(typed);
        }
    }

    /// <summary>The number, from stdin where <c>-</c> was typed.</summary>
    public static long Read(Call call, string typed) => Parse(typed == "-" ? call.Stdin.ReadLine() ?? throw CliFault.Usage("stdin ended before the value", "one line for each -") : typed);

    private static long Parse(string text) => long.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
        ? value
        : throw CliFault.Usage("the value is no whole number of 64 bits", "use -9223372036854775808 to 9223372036854775807, without blanks, points or commas");
}
