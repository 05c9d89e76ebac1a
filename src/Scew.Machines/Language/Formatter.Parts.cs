using System.Collections.Immutable;
using System.Text;
using Scew.Machines.Language.Syntax;

namespace Scew.Machines.Language;

/// <summary>Parts and clauses.</summary>
public static partial class Formatter
{
    /// <summary>Most characters of a line that can be broken.</summary>
    private const int Width = 120;

    private const string Indent = "  ";

    private static void Write(StringBuilder text, Part part)
    {
        text.Append(part switch
        {
            EnumSyntax one => Broken($"enum {one.Name}: ", one.Cases.Select(static name => name.Name), string.Empty, Indent),
            RecordSyntax record => Broken($"record {record.Name}: ", record.Fields.Select(Format), string.Empty, Indent),
            ValueSyntax values => Broken("value ", values.Values.Select(Format), string.Empty, Indent),
            StatesSyntax states => Broken("states ", states.States.Select(static state => state.Name + Parenthesised(state.Values)), string.Empty, Indent),
            FinalSyntax final => Broken("final ", final.States.Select(static name => name.Name), string.Empty, Indent),
            InvariantSyntax invariant => Condition("invariant ", invariant.Holds, Reason(invariant.Reason), Indent),
            PropertySyntax property => "property " + Format(property),
            MigrationSyntax migration => Format(migration),
            MovableSyntax movable => "movable by " + Format(movable.Role),
            TransitionSyntax transition => Head(transition),
            _ => string.Empty,
        });
        EndLine(text, part);
        if (part is TransitionSyntax step)
        {
            foreach (var clause in step.Clauses)
            {
                Comments(text, clause.Comments, Indent);
                text.Append(Indent).Append(Format(clause));
                EndLine(text, clause);
            }
        }
    }

    private static string Format(ClauseSyntax clause) => clause switch
    {
        BySyntax by => $"by {Format(by.Role)}{Reason(by.Reason)}",
        GuardSyntax guard => Condition("guard ", guard.Holds, Reason(guard.Reason), Indent + Indent),
        LetSyntax let => Condition($"let {let.Name} = ", let.Value, string.Empty, Indent + Indent),
        EffectSyntax effect => Broken("effect ", effect.Assignments.Select(Format), string.Empty, Indent + Indent, effect.Assignments.Select(Row)),
        TakesSyntax takes => $"takes {Format(takes.Amount)}",
        CallSyntax call => Broken(
            $"call {(call.Asset is WithExpression ? $"({Format(call.Asset)})" : Tight(call.Asset))}.{call.Transition}(", call.Inputs.Select(Format), ")" + When(call.When), Indent + Indent, call.Inputs.Select(Row)),
        PaySyntax pay => $"pay {Format(pay.Amount)} from {Format(pay.From)} to {Format(pay.To)}{When(pay.When)}",
        EventSyntax happened => Broken($"event {happened.Name}(", happened.Values.Select(Format), ")" + When(happened.When), Indent + Indent, happened.Values.Select(Row)),
        AutomaticSyntax automatic => $"automatic when now >= {Format(automatic.Due)}",
        _ => string.Empty,
    };

    private static string Head(TransitionSyntax transition)
    {
        var head = $"transition {transition.Name}: {Names(transition.From)} -> {transition.To}";
        return transition.Inputs.IsEmpty ? head : Broken(head + " (", transition.Inputs.Select(Format), ")", Indent + Indent);
    }

    /// <summary>Items between commas: on one line where that is short enough, else each on its own.</summary>
    private static string Broken(string before, IEnumerable<string> items, string after, string indent, IEnumerable<string>? rows = null)
    {
        string[] all = [.. items];
        var line = before + string.Join(", ", all) + after;
        if (line.Length + indent.Length <= Width)
        {
            return line;
        }
        // A condition behind the closing parenthesis goes to a line of its own.
        var end = after.StartsWith(") when ", StringComparison.Ordinal) ? ")\n" + indent + after[2..] : after;
        return before + string.Join(",\n" + indent, rows ?? all) + end;
    }

    private static string Row(AssignmentSyntax one) => Condition($"{one.Name} := ", one.Value, string.Empty, Indent + Indent + Indent);

    private static string Row(Argument one) => Condition(one.Name is null ? string.Empty : one.Name + ": ", one.Value, string.Empty, Indent + Indent + Indent);

    /// <summary>An expression with a sentence behind it; broken before else first, then before the operators that hold it together.</summary>
    private static string Condition(string before, Expression expression, string after, string indent)
    {
        var line = before + Format(expression);
        if (line.Length + after.Length + indent.Length <= Width)
        {
            return line + after;
        }
        var end = after.Length == 0 ? after : "\n" + indent + after.TrimStart();
        return line.Length + indent.Length <= Width ? line + end : before + Rows(expression, indent) + end;
    }

    private static string Rows(Expression expression, string indent) => expression switch
    {
        BinaryExpression { Operator: "implies" } both => $"{Inside(both.Left, 1)}\n{indent}implies {Rows(both.Right, indent)}",
        BinaryExpression { Operator: "or" or "and" } both => Row(both, indent),
        ConditionalExpression one => $"if {Format(one.Condition)}\n{indent}then {Format(one.Then)}\n{indent}else {Rows(one.Else, indent)}",
        QuantifierExpression each => $"{Format(each)[..^(Format(each.Body).Length + 1)]}\n{indent}{Rows(each.Body, indent)}",
        _ => Format(expression),
    };

    private static string Row(BinaryExpression both, string indent)
    {
        var level = Level(both.Operator);
        var left = both.Left is BinaryExpression row && row.Operator == both.Operator ? Row(row, indent) : Inside(both.Left, level, both);
        return $"{left}\n{indent}{both.Operator} {Inside(both.Right, level + 1, both)}";
    }

    private static string Format(PropertySyntax property) => property.Kind switch
    {
        MachineProperty.NeverAfter => $"never {property.First} after {property.Second}",
        MachineProperty.Eventually => $"from {property.First} eventually {property.Second}",
        MachineProperty.Excludes => $"{property.First} excludes {property.Second}",
        _ => $"{property.First} only after {property.Second}",
    };

    private static string Format(MigrationSyntax migration)
    {
        var states = string.Join(", ", migration.States.Select(static state => $"{state.From} -> {state.To}"));
        var effects = migration.Effects.IsEmpty ? string.Empty : "\n" + Broken(Indent + "effect ", migration.Effects.Select(Format), string.Empty, Indent + Indent, migration.Effects.Select(Row));
        return $"migrate from {Quoted(migration.From)}: {states}{effects}";
    }

    private static string Format(AssignmentSyntax assignment) => $"{assignment.Name} := {Format(assignment.Value)}";

    private static string Format(DeclarationSyntax one) => $"{one.Name}: {Format(one.Type)}{(one.Initial is null ? string.Empty : " = " + Format(one.Initial))}";

    private static string Format(Argument argument) => argument.Name is null ? Format(argument.Value) : $"{argument.Name}: {Format(argument.Value)}";

    private static string Format(TypeSyntax type)
    {
        var arguments = string.Join(", ", type.Types.Select(Format).Concat(type.Bounds.Select(Text)));
        return type.Name + (arguments.Length == 0 ? string.Empty : $"({arguments})") + (type.Optional ? "?" : string.Empty);
    }

    private static string Parenthesised(ImmutableArray<DeclarationSyntax> declarations) => declarations.IsEmpty ? string.Empty : $"({string.Join(", ", declarations.Select(Format))})";

    private static string Names(ImmutableArray<(string Name, Place Place)> names) => string.Join(", ", names.Select(static one => one.Name));

    private static string Reason(string? reason) => reason is null ? string.Empty : $" else {Quoted(reason)}";

    private static string When(Expression? condition) => condition is null ? string.Empty : $" when {Format(condition)}";
}
