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
            case QuantifierExpression quantifier:
                Collect(quantifier.List, found);
                break;
            default:
                foreach (var child in expression.Children())
                {
                    Collect(child, found);
                }
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
