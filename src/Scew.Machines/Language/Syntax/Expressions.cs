using System.Collections.Immutable;

namespace Scew.Machines.Language.Syntax;

/// <summary>An expression of a machine text; closed.</summary>
public abstract record Expression(Place Place)
{
    /// <summary>How many expressions lie in each other at most, this one included: whoever walks down needs so many frames.</summary>
    public virtual int Height => 1;

    private protected static int HighestOf(IEnumerable<Expression> parts) => parts.Select(static part => part.Height).DefaultIfEmpty().Max();
}

/// <summary>A whole number.</summary>
public sealed record NumberLiteral(Place Place, long Value) : Expression(Place);

/// <summary>A length of time such as <c>14 days</c>: <paramref name="Count"/> of <paramref name="Unit"/>.</summary>
public sealed record DurationLiteral(Place Place, long Count, string Unit, long Ms) : Expression(Place);

/// <summary>A text in quotation marks.</summary>
public sealed record TextLiteral(Place Place, string Value) : Expression(Place);

/// <summary><c>true</c> or <c>false</c>.</summary>
public sealed record BoolLiteral(Place Place, bool Value) : Expression(Place);

/// <summary><c>none</c>.</summary>
public sealed record NoneLiteral(Place Place) : Expression(Place);

/// <summary>A value, a case, a name bound by <c>let</c> or a quantifier, or a built-in such as <c>caller</c>.</summary>
public sealed record NameExpression(Place Place, string Name) : Expression(Place);

/// <summary><c>input.to</c>, a field of a record, or a case of an enumeration.</summary>
public sealed record MemberExpression(Place Place, Expression Target, string Member) : Expression(Place)
{
    /// <inheritdoc/>
    public override int Height { get; } = 1 + Target.Height;
}

/// <summary>An argument with its name where it has one.</summary>
public sealed record Argument(string? Name, Expression Value);

/// <summary>A built-in function, or a record made from its fields.</summary>
public sealed record CallExpression(Place Place, string Function, ImmutableArray<Argument> Arguments) : Expression(Place)
{
    /// <inheritdoc/>
    public override int Height { get; } = 1 + HighestOf(Arguments.Select(static one => one.Value));
}

/// <summary>The value of a key, or none.</summary>
public sealed record IndexExpression(Place Place, Expression Target, Expression Key) : Expression(Place)
{
    /// <inheritdoc/>
    public override int Height { get; } = 1 + Math.Max(Target.Height, Key.Height);
}

/// <summary><c>not</c> or a minus.</summary>
public sealed record UnaryExpression(Place Place, string Operator, Expression Operand) : Expression(Place)
{
    /// <inheritdoc/>
    public override int Height { get; } = 1 + Operand.Height;
}

/// <summary>Two operands.</summary>
public sealed record BinaryExpression(Place Place, string Operator, Expression Left, Expression Right) : Expression(Place)
{
    /// <inheritdoc/>
    public override int Height { get; } = 1 + Math.Max(Left.Height, Right.Height);
}

/// <summary><c>if C then A else B</c>.</summary>
public sealed record ConditionalExpression(Place Place, Expression Condition, Expression Then, Expression Else) : Expression(Place)
{
    /// <inheritdoc/>
    public override int Height { get; } = 1 + Math.Max(Condition.Height, Math.Max(Then.Height, Else.Height));
}

/// <summary><c>E is none</c>, <c>E is some</c>.</summary>
public sealed record IsNoneExpression(Place Place, Expression Operand, bool IsNone) : Expression(Place)
{
    /// <inheritdoc/>
    public override int Height { get; } = 1 + Operand.Height;
}

/// <summary><c>all x in LIST: BODY</c> and its sisters any, count, sum, first, where, each, sorted, and <c>spread AMOUNT over x in LIST: BODY</c>.</summary>
public sealed record QuantifierExpression(Place Place, string Kind, string Binder, Expression List, Expression Body) : Expression(Place)
{
    /// <summary>In <c>each x at i in LIST</c> the name of the place, which counts from 0; null where none is given.</summary>
    public string? Index { get; init; }

    /// <summary>What is spread; null for all others.</summary>
    public Expression? Amount { get; init; }

    /// <inheritdoc/>
    public override int Height => 1 + Math.Max(Amount?.Height ?? 0, _height);

    private readonly int _height = Math.Max(List.Height, Body.Height);
}

/// <summary>A record with some fields changed: <c>R with (left: 5)</c>.</summary>
public sealed record WithExpression(Place Place, Expression Target, ImmutableArray<Argument> Fields) : Expression(Place)
{
    /// <inheritdoc/>
    public override int Height { get; } = 1 + Math.Max(Target.Height, HighestOf(Fields.Select(static one => one.Value)));
}

/// <summary><c>[a, b]</c>.</summary>
public sealed record ListLiteral(Place Place, ImmutableArray<Expression> Items) : Expression(Place)
{
    /// <inheritdoc/>
    public override int Height { get; } = 1 + HighestOf(Items);
}
