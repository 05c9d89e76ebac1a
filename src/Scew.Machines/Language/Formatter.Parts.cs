using System.Collections.Immutable;
using System.Text;
using Scew.Machines.Language.Syntax;

namespace Scew.Machines.Language;

/// <summary>Parts and clauses.</summary>
public static partial class Formatter
{
    private static void Write(StringBuilder text, Part part)
    {
        text.Append(part switch
        {
            EnumSyntax one => $"enum {one.Name}: {Names(one.Cases)}",
            RecordSyntax record => $"record {record.Name}: {Format(record.Fields)}",
            ValueSyntax values => $"value {Format(values.Values)}",
            StatesSyntax states => "states " + string.Join(", ", states.States.Select(static state => state.Name + Parenthesised(state.Values))),
            FinalSyntax final => $"final {Names(final.States)}",
            InvariantSyntax invariant => $"invariant {Format(invariant.Holds)}{Reason(invariant.Reason)}",
            PropertySyntax property => "property " + Format(property),
            MigrationSyntax migration => Format(migration),
            TransitionSyntax transition =>
                $"transition {transition.Name}: {Names(transition.From)} -> {transition.To}{(transition.Inputs.IsEmpty ? string.Empty : " " + Parenthesised(transition.Inputs))}",
            _ => string.Empty,
        });
        text.Append('\n');
        if (part is TransitionSyntax step)
        {
            foreach (var clause in step.Clauses)
            {
                Comments(text, clause.Comments, "  ");
                text.Append("  ").Append(Format(clause)).Append('\n');
            }
        }
    }

    private static string Format(ClauseSyntax clause) => clause switch
    {
        BySyntax by => $"by {Format(by.Role)}{Reason(by.Reason)}",
        GuardSyntax guard => $"guard {Format(guard.Holds)}{Reason(guard.Reason)}",
        LetSyntax let => $"let {let.Name} = {Format(let.Value)}",
        EffectSyntax effect => "effect " + Format(effect.Assignments),
        TakesSyntax takes => $"takes {Format(takes.Amount)}",
        CallSyntax call => $"call {Tight(call.Asset)}.{call.Transition}({Format(call.Inputs)}){When(call.When)}",
        PaySyntax pay => $"pay {Format(pay.Amount)} from {Format(pay.From)} to {Format(pay.To)}{When(pay.When)}",
        EventSyntax happened => $"event {happened.Name}({Format(happened.Values)}){When(happened.When)}",
        AutomaticSyntax automatic => $"automatic when now >= {Format(automatic.Due)}",
        _ => string.Empty,
    };

    private static string Format(PropertySyntax property) => property.Kind switch
    {
        "never-after" => $"never {property.First} after {property.Second}",
        "eventually" => $"from {property.First} eventually {property.Second}",
        _ => $"{property.First} only after {property.Second}",
    };

    private static string Format(MigrationSyntax migration)
    {
        var states = string.Join(", ", migration.States.Select(static state => $"{state.From} -> {state.To}"));
        return $"migrate from {Quoted(migration.From)}: {states}{(migration.Effects.IsEmpty ? string.Empty : "\n  effect " + Format(migration.Effects))}";
    }

    private static string Format(ImmutableArray<AssignmentSyntax> assignments) => string.Join(", ", assignments.Select(static one => $"{one.Name} := {Format(one.Value)}"));

    private static string Format(ImmutableArray<DeclarationSyntax> declarations) =>
        string.Join(", ", declarations.Select(static one => $"{one.Name}: {Format(one.Type)}{(one.Initial is null ? string.Empty : " = " + Format(one.Initial))}"));

    private static string Format(TypeSyntax type)
    {
        var arguments = string.Join(", ", type.Types.Select(Format).Concat(type.Bounds.Select(Text)));
        return type.Name + (arguments.Length == 0 ? string.Empty : $"({arguments})") + (type.Optional ? "?" : string.Empty);
    }

    private static string Parenthesised(ImmutableArray<DeclarationSyntax> declarations) => declarations.IsEmpty ? string.Empty : $"({Format(declarations)})";

    private static string Names(ImmutableArray<(string Name, Place Place)> names) => string.Join(", ", names.Select(static one => one.Name));

    private static string Reason(string? reason) => reason is null ? string.Empty : $" else {Quoted(reason)}";

    private static string When(Expression? condition) => condition is null ? string.Empty : $" when {Format(condition)}";
}
