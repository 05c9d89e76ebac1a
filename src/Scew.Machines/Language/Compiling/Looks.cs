using System.Collections.Immutable;
using Scew.Machines.Language.Syntax;

namespace Scew.Machines.Language.Compiling;

/// <summary>The names that a condition looks at, with their types, so that a refusal can tell what they stood at. Items of quantifiers are left out: there are many.</summary>
internal sealed class Looks(ExpressionCompiler expressions)
{
    private const int Most = 8;

    public ImmutableArray<(string Text, Typed Value)> Of(Expression expression)
    {
        var found = new List<(string Text, Typed Value)>();
        Collect(expression, found);
        return [.. found];
    }

    private void Collect(Expression expression, List<(string Text, Typed Value)> found)
    {
        switch (expression)
        {
            case NameExpression or MemberExpression { Target: NameExpression }:
                Add(expression, found);
                break;
            case MemberExpression member:
                Collect(member.Target, found);
                break;
            case UnaryExpression unary:
                Collect(unary.Operand, found);
                break;
            case IsNoneExpression isNone:
                Collect(isNone.Operand, found);
                break;
            case BinaryExpression binary:
                Collect(binary.Left, found);
                Collect(binary.Right, found);
                break;
            case ConditionalExpression conditional:
                Collect(conditional.Condition, found);
                Collect(conditional.Then, found);
                Collect(conditional.Else, found);
                break;
            case IndexExpression index:
                Collect(index.Target, found);
                Collect(index.Key, found);
                break;
            case CallExpression call:
                foreach (var argument in call.Arguments)
                {
                    Collect(argument.Value, found);
                }
                break;
            case QuantifierExpression quantifier:
                Collect(quantifier.List, found);
                break;
            default:
                break;
        }
    }

    private void Add(Expression expression, List<(string Text, Typed Value)> found)
    {
        var text = Formatter.Format(expression);
        if (found.Count == Most || found.Exists(one => one.Text == text))
        {
            return;
        }
        // The condition compiled, so does what it looks at; a case alone may need what stands beside it, and tells nothing.
        var value = expressions.Quietly(expression);
        if (value is { IsFaulty: false, Constant: null, Type.Kind: not (MachineTypeKind.List or MachineTypeKind.Map) })
        {
            found.Add((text, value));
        }
    }
}
