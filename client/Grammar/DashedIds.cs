using System.Text.RegularExpressions;
using Scew.Protocol;
using Scew.Protocol.Agents;

namespace Scew.Cli.Grammar;

/// <summary>
/// Request ids, accounts and names of machines are base64url, so one in 64 begins with a dash, and the parser would take it for options: it would show another request than the one that was typed.
/// They are marked before it reads them, and unmarked when a value is taken.
/// </summary>
internal static partial class DashedIds
{
    /// <summary>What no shell passes and no id has.</summary>
    public const char Mark = '\u0001';

    /// <summary>The arguments for the parser.</summary>
    public static string[] Marked(string[] arguments) => [.. arguments.Select(static one => IsId(one) ? Mark + one : one)];

    /// <summary>As it was typed.</summary>
    public static string Unmarked(string text) => text.StartsWith(Mark) ? text[1..] : text;

    /// <summary>As it was typed, of whatever type an argument or option has.</summary>
    public static T Unmarked<T>(T value) => value switch
    {
        string text => (T)(object)Unmarked(text),
        string[] texts => (T)(object)texts.Select(Unmarked).ToArray(),
        _ => value,
    };

    // 128 or 256 bits; a long option is two dashes and small letters.
    private static bool IsId(string text) => text.StartsWith('-') && (Digest.TryParse(text, out _) || AgentOrderCodec.ParseId(text) is not null) && !LongOption().IsMatch(text);

    [GeneratedRegex("^--[a-z]+([-_][a-z]+)*$", RegexOptions.ExplicitCapture)]
    private static partial Regex LongOption();
}
