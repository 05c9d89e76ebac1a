using System.Collections.Immutable;
using System.Text;
using Scew.Machines.Language.Syntax;

namespace Scew.Machines.Language;

/// <summary>
/// The one way to write a text: every part on a line of its own, clauses indented by two, binary operators between blanks. What is longer than <see cref="Width"/> is broken at its
/// commas, or before and, or, implies and else. Comments are kept: before what they stand in, or behind its last word. Formatting twice is formatting once, and the meaning stays. The hash names the text as it is, so format before deploying.
/// </summary>
public static partial class Formatter
{
    private static readonly string[][] Levels = [["implies"], ["or"], ["and"], ["not"], ["=", "!=", "<", "<=", ">", ">=", "in", "is"], ["??"], ["+", "-"], ["*", "/", "%"]];

    /// <summary>A whole text, with a line end behind the last line.</summary>
    public static string Format(MachineSyntax machine)
    {
        var text = new StringBuilder();
        Comments(text, machine.Comments, string.Empty);
        text.Append("machine ").Append(machine.Name);
        if (machine.Description is not null)
        {
            text.Append(' ').Append(Quoted(machine.Description));
        }
        EndLine(text, machine);
        Part? previous = null;
        foreach (var part in machine.Parts)
        {
            if (part.BlankLineBefore || part is TransitionSyntax || previous is TransitionSyntax || previous is null)
            {
                text.Append('\n');
            }
            Comments(text, part.Comments, string.Empty);
            Write(text, part);
            previous = part;
        }
        Comments(text, machine.Trailing, string.Empty);
        return text.ToString();
    }

    /// <summary>An expression on one line.</summary>
    public static string Format(Expression expression) => expression switch
    {
        NumberLiteral number => Text(number.Value),
        DurationLiteral duration => $"{Text(duration.Count)} {duration.Unit}",
        TextLiteral text => Quoted(text.Value),
        BoolLiteral flag => flag.Value ? "true" : "false",
        NoneLiteral => "none",
        NameExpression name => name.Name,
        MemberExpression member => $"{Tight(member.Target)}.{member.Member}",
        CallExpression call => $"{call.Function}({Format(call.Arguments)})",
        IndexExpression index => $"{Tight(index.Target)}[{Format(index.Key)}]",
        UnaryExpression { Operator: "not" } not => "not " + (not.Operand is BinaryExpression or IsNoneExpression ? $"({Format(not.Operand)})" : Inside(not.Operand, 3)),
        UnaryExpression minus => "-" + (minus.Operand is UnaryExpression or BinaryExpression ? $"({Format(minus.Operand)})" : Inside(minus.Operand, 8)),
        BinaryExpression binary => Format(binary),
        ConditionalExpression conditional => $"if {Format(conditional.Condition)} then {Format(conditional.Then)} else {Format(conditional.Else)}",
        IsNoneExpression isNone => $"{Inside(isNone.Operand, 5)} is {(isNone.IsNone ? "none" : "some")}",
        QuantifierExpression { Amount: { } amount } spread => $"spread {Inside(amount, 6)} over {Through(spread)}",
        QuantifierExpression quantifier => $"{quantifier.Kind} {Through(quantifier)}",
        WithExpression with => $"{Tight(with.Target)} with ({Format(with.Fields)})",
        ListLiteral list => $"[{string.Join(", ", list.Items.Select(Format))}]",
        _ => string.Empty,
    };

    internal static string Format(RoleSyntax role) => role switch
    {
        RoleOf one => (one.AnyOf ? "any of " : string.Empty) + Tight(one.Accounts),
        RoleCount count => $"{Text(count.Count)} of {Tight(count.Accounts)}",
        RolePair { Operator: "and" } pair => $"{Unit(pair.Left, false)} and {Unit(pair.Right, true)}",
        RolePair pair => $"{Format(pair.Left)} or {(pair.Right is RolePair { Operator: "or" } ? $"({Format(pair.Right)})" : Format(pair.Right))}",
        _ => string.Empty,
    };

    private static string Unit(RoleSyntax role, bool isRight) =>
        role is RolePair pair && (isRight || pair.Operator == "or") ? $"({Format(role)})" : Format(role);

    private static string Format(ImmutableArray<Argument> arguments) =>
        string.Join(", ", arguments.Select(Format));

    private static string Format(BinaryExpression binary)
    {
        var level = Level(binary.Operator);
        // implies leans to the right, comparisons do not chain, all others lean to the left.
        var (left, right) = binary.Operator switch
        {
            "implies" => (level + 1, level),
            _ when level == 4 => (level + 1, level + 1),
            _ => (level, level + 1),
        };
        return $"{Inside(binary.Left, left, binary)} {binary.Operator} {Inside(binary.Right, right, binary)}";
    }

    /// <summary>Also in parentheses where few readers are sure which operator binds: and within or, ?? within a comparison.</summary>
    private static string Inside(Expression expression, int least, BinaryExpression around) =>
        expression is BinaryExpression { Operator: "and" } && around.Operator == "or" || expression is BinaryExpression { Operator: "??" } && Level(around.Operator) == 4
            ? $"({Format(expression)})" : Inside(expression, least);

    /// <summary>In parentheses where it binds weaker than <paramref name="least"/>; what extends to the right always.</summary>
    private static string Inside(Expression expression, int least)
    {
        var level = expression switch
        {
            BinaryExpression binary => Level(binary.Operator),
            UnaryExpression { Operator: "not" } => 3,
            IsNoneExpression => 4,
            ConditionalExpression or QuantifierExpression => -1,
            _ => Levels.Length,
        };
        return level < least ? $"({Format(expression)})" : Format(expression);
    }

    private static string Through(QuantifierExpression quantifier) =>
        $"{quantifier.Binder}{(quantifier.Index is null ? string.Empty : $" at {quantifier.Index}")} in {Inside(quantifier.List, 5)}: {Format(quantifier.Body)}";

    private static string Tight(Expression expression) =>
        expression is BinaryExpression or UnaryExpression or ConditionalExpression or QuantifierExpression or IsNoneExpression ? $"({Format(expression)})" : Format(expression);

    private static int Level(string operation) => Array.FindIndex(Levels, level => Array.IndexOf(level, operation) >= 0);

    private static string Quoted(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static string Text(long value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static void EndLine(StringBuilder text, Part part)
    {
        if (part.Behind is not null)
        {
            text.Append(' ').Append(part.Behind);
        }
        text.Append('\n');
    }

    private static void Comments(StringBuilder text, ImmutableArray<string> comments, string indent)
    {
        foreach (var comment in comments)
        {
            text.Append(indent).Append(comment).Append('\n');
        }
    }
}
