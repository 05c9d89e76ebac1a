using Scew.Machines.Language;
using Scew.Machines.Language.Syntax;

namespace Scew.Machines.Drawing;

/// <summary>
/// Who may take a transition, in a few words. A text may say it in a guard instead of a <c>by</c> clause; a drawing that said "anyone" there would mislead.
/// </summary>
internal static class DrawnActors
{
    private const string Due = "now >= ";
    private const string Caller = "caller";
    private const string Or = " or ";

    public static string Of(Machine machine, Transition transition)
    {
        var syntax = transition.Who.Name == Actors.Anyone.Name
            ? machine.Syntax?.Parts.OfType<TransitionSyntax>().FirstOrDefault(part => part.Name == transition.Name)
            : null;
        if (syntax is null)
        {
            return transition.Who.Name;
        }
        var actors = syntax.Clauses.OfType<GuardSyntax>().Select(static guard => Named(guard.Holds) ?? Otherwise(guard.Holds)).OfType<string>().ToArray();
        return actors.Length == 0 ? transition.Who.Name : All(actors);
    }

    public static string After(TimerCondition condition) =>
        condition.Text.StartsWith(Due, StringComparison.Ordinal) ? condition.Text[Due.Length..] : condition.Text;

    private static string? Named(Expression expression)
    {
        if (expression is not BinaryExpression binary)
        {
            return null;
        }
        switch (binary.Operator)
        {
            case "=" when IsCaller(binary.Left):
                return Formatter.Format(binary.Right);
            case "=" when IsCaller(binary.Right):
                return Formatter.Format(binary.Left);
            case "in" when IsCaller(binary.Left):
                return "any of " + Formatter.Format(binary.Right);
            case "or":
                return Named(binary.Left) is { } one && Named(binary.Right) is { } other ? one + Or + other : null;
            case "and":
                var both = new[] { Named(binary.Left) ?? Otherwise(binary.Left), Named(binary.Right) ?? Otherwise(binary.Right) }.OfType<string>().ToArray();
                return both.Length == 0 ? null : All(both);
            default:
                return null;
        }
    }

    private static string All(string[] actors) =>
        actors.Length == 1 ? actors[0] : string.Join(" and ", actors.Select(static actor => actor.Contains(Or, StringComparison.Ordinal) ? $"({actor})" : actor));

    private static string? Otherwise(Expression expression)
    {
        var text = Formatter.Format(expression);
        return Names(text, Caller) ? "anyone if " + text : null;
    }

    private static bool IsCaller(Expression expression) => expression is NameExpression { Name: Caller };

    /// <summary>Whether the text has the word; one within quotation marks at worst makes a label longer.</summary>
    private static bool Names(string text, string word)
    {
        for (var at = text.IndexOf(word, StringComparison.Ordinal); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.Ordinal))
        {
            var end = at + word.Length;
            if ((at == 0 || !IsPartOfName(text[at - 1])) && (end == text.Length || !IsPartOfName(text[end])))
            {
                return true;
            }
        }
        return false;
    }

    private static bool IsPartOfName(char character) => char.IsAsciiLetterOrDigit(character) || character is '_' or '.';
}
