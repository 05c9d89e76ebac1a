namespace Scew.Machines.Language.Syntax;

/// <summary>What lies directly in an expression.</summary>
internal static class ExpressionTree
{
    /// <summary>The parts, in the order in which they are written.</summary>
    public static IEnumerable<Expression> Children(this Expression expression) => expression switch
    {
        MemberExpression member => [member.Target],
        CallExpression call => call.Arguments.Select(static one => one.Value),
        IndexExpression index => [index.Target, index.Key],
        UnaryExpression unary => [unary.Operand],
        BinaryExpression binary => [binary.Left, binary.Right],
        ConditionalExpression conditional => [conditional.Condition, conditional.Then, conditional.Else],
        IsNoneExpression isNone => [isNone.Operand],
        QuantifierExpression { Amount: { } amount } spread => [amount, spread.List, spread.Body],
        QuantifierExpression quantifier => [quantifier.List, quantifier.Body],
        WithExpression with => with.Fields.Select(static one => one.Value).Prepend(with.Target),
        ListLiteral list => list.Items,
        _ => [],
    };
}
