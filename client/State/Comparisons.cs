using System.Text.RegularExpressions;
using Scew.Cli.Output;
using Scew.Protocol.Requests;

namespace Scew.Cli.State;

/// <summary>Comparisons as people type them: signs, or words that no shell takes for its own.</summary>
internal static partial class Comparisons
{
    public const string Help = "= != < <= > >=, or eq ne lt le gt ge, which need no quotes in a shell";

    public static Comparison Parse(string typed) => typed switch
    {
        "=" or "==" or "eq" => Comparison.Equal,
        "!=" or "ne" => Comparison.NotEqual,
        "<" or "lt" => Comparison.Less,
        "<=" or "le" => Comparison.LessOrEqual,
        ">" or "gt" => Comparison.Greater,
        ">=" or "ge" => Comparison.GreaterOrEqual,
        _ => throw CliFault.Usage("the operator is no comparison", "use " + Help),
    };

    public static string Text(Comparison comparison) => comparison switch
    {
        Comparison.Equal => "=",
        Comparison.NotEqual => "!=",
        Comparison.Less => "<",
        Comparison.LessOrEqual => "<=",
        Comparison.Greater => ">",
        _ => ">=",
    };

    /// <summary>The three parts of <c>ID OP N</c>, blanks optional around signs.</summary>
    public static (string Id, Comparison Operator, string Argument) Split(string text)
    {
        var match = Form().Match(text);
        return match.Success
            ? (match.Groups["id"].Value, Parse(match.Groups["op"].Value), match.Groups["n"].Value)
            : throw CliFault.Usage("--if is no comparison", "--if 'ID >= 5', quoted; " + Help);
    }

    [GeneratedRegex(@"^\s*(?<id>[^\s<>=!]+?)\s*(?<op><=|>=|!=|==|=|<|>|(?<=\s)(eq|ne|lt|le|gt|ge)(?=\s))\s*(?<n>\S+)\s*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
