using System.Collections.Immutable;
using Scew.Machines.Language.Syntax;
using Scew.Protocol.Requests;

namespace Scew.Machines.Language.Compiling;

/// <summary>Types an expression and turns it into delegates; what is wrong is reported to the machine's scope, once.</summary>
internal sealed partial class ExpressionCompiler(ExpressionScope scope)
{
    private static readonly Typed Faulty = new(Types.Faulty, static _ => MachineValue.None.Value, 1, Reads.Nothing);

    /// <summary>The expression as a value of <paramref name="type"/>; with checks at run time where only they can tell.</summary>
    public Typed CompileTo(Expression expression, MachineType type, string what)
    {
        var typed = Compile(expression, type);
        return typed.IsFaulty ? typed : Convert(typed, type, expression, what);
    }

    /// <summary>As <see cref="Compile"/>, and a fault is not reported.</summary>
    public Typed Quietly(Expression expression)
    {
        var (before, met) = (scope.Machine.Faults.Count, scope.Machine.FaultCount);
        var typed = Compile(expression);
        if (scope.Machine.FaultCount > met)
        {
            scope.Machine.FaultCount = met;
            scope.Machine.Faults.RemoveRange(before, scope.Machine.Faults.Count - before);
            return Faulty;
        }
        return typed;
    }

    public Typed Condition(Expression expression, string what) => CompileTo(expression, MachineType.Bool, what);

    /// <summary>The expression with its own type; <paramref name="expected"/> helps literals of lists and records.</summary>
    public Typed Compile(Expression expression, MachineType? expected = null) => expression switch
    {
        NumberLiteral number => Constant(MachineType.Int, new MachineValue.Int(number.Value)),
        DurationLiteral duration => Constant(MachineType.Duration, new MachineValue.Duration(duration.Ms)),
        TextLiteral text => Text(text),
        BoolLiteral flag => Constant(MachineType.Bool, Types.Of(flag.Value)),
        NoneLiteral => Constant(Types.Nothing, MachineValue.None.Value),
        NameExpression name => Name(name, expected),
        MemberExpression member => Member(member),
        CallExpression call => Call(call),
        IndexExpression index => Index(index),
        UnaryExpression unary => Unary(unary),
        BinaryExpression binary => Binary(binary),
        ConditionalExpression conditional => Conditional(conditional, expected),
        IsNoneExpression isNone => IsNone(isNone),
        QuantifierExpression quantifier => Quantifier(quantifier),
        WithExpression with => With(with),
        ListLiteral list => List(list, expected),
        _ => Faulty,
    };

    private static Typed Constant(MachineType type, MachineValue value) => new(type, _ => value, 1, Reads.Nothing) { Constant = value };

    private Typed Fail(Expression at, string message, string? right = null)
    {
        scope.Machine.Fail(at.Place, Formatter.Format(at), message, right);
        return Faulty;
    }

    private Typed Text(TextLiteral text)
    {
        var type = MachineType.Text(MachineType.MaxTextBytes);
        var value = new MachineValue.Text(text.Value);
        return type.Refuse(value) is { } reason ? Fail(text, reason) : Constant(MachineType.Text(Math.Max(1, System.Text.Encoding.UTF8.GetByteCount(text.Value))), value);
    }

    /// <summary>A value of one type where another is needed.</summary>
    private Typed Convert(Typed given, MachineType to, Expression at, string what)
    {
        if (given.Type.Kind == MachineTypeKind.Nothing && given.Type.Optional)
        {
            return to.Optional ? given with { Type = to } : Fail(at, $"{what} cannot be none");
        }
        if (given.Type.Optional && !to.Optional)
        {
            return Fail(at, $"'{Formatter.Format(at)}' can be none, and {what} is {to}", $"say what then: {Formatter.Format(at)} ?? VALUE");
        }
        if (given.Type == Types.EmptyList && to.Kind == MachineTypeKind.Map)
        {
            return Constant(to, MachineValue.Map.Empty);
        }
        if (given.Constant is { } constant && constant is not MachineValue.None)
        {
            return FitsConstant(given.Type, to) ? to.Refuse(constant) is { } reason ? Fail(at, $"{what}: {reason}") : given with { Type = to } : Mismatch(given, to, at, what);
        }
        return (given.Type.Kind, to.Kind) switch
        {
            (MachineTypeKind.Int, MachineTypeKind.Amount) => Checked(given, to, what),
            (MachineTypeKind.Amount, MachineTypeKind.Int) => given with { Type = to },
            (MachineTypeKind.Text, MachineTypeKind.Text) when given.Type.Bound <= to.Bound => given with { Type = to },
            (MachineTypeKind.List, MachineTypeKind.List) when given.Type.Element == Types.Nothing => given with { Type = to },
            (MachineTypeKind.List, MachineTypeKind.List) or (MachineTypeKind.Map, MachineTypeKind.Map) when Types.AreComparable(given.Type, to) => Checked(given, to, what),
            (MachineTypeKind.Time, MachineTypeKind.Time) or (MachineTypeKind.Duration, MachineTypeKind.Duration) => given with { Type = to },
            _ when given.Type.Kind == to.Kind && given.Type.Required == to.Required => given with { Type = to },
            _ => Mismatch(given, to, at, what),
        };
    }

    /// <summary>A text literal can be an id, a whole number an amount.</summary>
    private static bool FitsConstant(MachineType given, MachineType to) =>
        given.Kind == to.Kind && (given.Kind is not (MachineTypeKind.Choice or MachineTypeKind.Record) || given.Name == to.Name)
        || (given.Kind, to.Kind) is (MachineTypeKind.Int, MachineTypeKind.Amount) or (MachineTypeKind.Text, MachineTypeKind.Asset or MachineTypeKind.Wallet);

    private Typed Mismatch(Typed given, MachineType to, Expression at, string what) => Fail(at, $"'{Formatter.Format(at)}' is {given.Type}, and {what} is {to}");

    /// <summary>The type's own rule, at run time.</summary>
    private static Typed Checked(Typed given, MachineType to, string what)
    {
        var inner = given.Evaluate;
        return new Typed(to, frame =>
        {
            var value = inner(frame);
            if (frame.Fault is null && to.Refuse(value) is { } reason)
            {
                frame.Fail($"{what}: {reason}");
                return Types.StandIn(to);
            }
            return value;
        }, given.Cost + Size(to), given.Reads);
    }

    private Typed Conditional(ConditionalExpression expression, MachineType? expected)
    {
        var condition = Condition(expression.Condition, "the condition");
        var then = Compile(expression.Then, expected);
        var other = Compile(expression.Else, expected);
        if (condition.IsFaulty || then.IsFaulty || other.IsFaulty)
        {
            return Faulty;
        }
        if (Join(then.Type, other.Type) is not { } type)
        {
            return Fail(expression, $"one branch is {then.Type} and the other {other.Type}", "both branches have one type");
        }
        var (test, first, second) = (condition.Evaluate, then.Evaluate, other.Evaluate);
        return new Typed(
            type, frame => Types.IsTrue(test(frame)) ? first(frame) : second(frame), 1 + condition.Cost + Math.Max(then.Cost, other.Cost), condition.Reads | then.Reads | other.Reads);
    }

    /// <summary>The smallest type that holds values of both, or null.</summary>
    private static MachineType? Join(MachineType left, MachineType right)
    {
        var optional = left.Optional || right.Optional;
        MachineType? joined = left switch
        {
            { Kind: MachineTypeKind.Nothing } => right,
            _ when right.Kind == MachineTypeKind.Nothing => left,
            _ when left.Required == right.Required => left,
            _ when left.Kind is MachineTypeKind.Int or MachineTypeKind.Amount && right.Kind is MachineTypeKind.Int or MachineTypeKind.Amount => MachineType.Int,
            { Kind: MachineTypeKind.Text } when right.Kind == MachineTypeKind.Text => MachineType.Text(Math.Max(left.Bound, right.Bound)),
            { Kind: MachineTypeKind.List } when right.Kind == MachineTypeKind.List && left.Element == Types.Nothing => right,
            { Kind: MachineTypeKind.List } when right.Kind == MachineTypeKind.List && right.Element == Types.Nothing => left,
            { Kind: MachineTypeKind.List } when right.Kind == MachineTypeKind.List && Join(left.Element!, right.Element!) is { } element =>
                MachineType.List(element, Math.Max(left.Bound, right.Bound)),
            { Kind: MachineTypeKind.Map } when right.Kind == MachineTypeKind.Map && right.Key == left.Key && Join(left.Element!, right.Element!) is { } held =>
                MachineType.Map(left.Key!, held, Math.Max(left.Bound, right.Bound)),
            _ => null,
        };
        return joined is null ? null : optional ? joined.OrNone : joined;
    }

    private Typed IsNone(IsNoneExpression expression)
    {
        var operand = Compile(expression.Operand);
        if (operand.IsFaulty)
        {
            return operand;
        }
        if (!operand.Type.Optional)
        {
            return Fail(expression.Operand, $"'{Formatter.Format(expression.Operand)}' is {operand.Type}, which is never none");
        }
        var (inner, wanted) = (operand.Evaluate, expression.IsNone);
        return new Typed(MachineType.Bool, frame => Types.Of(inner(frame) is MachineValue.None == wanted), 1 + operand.Cost, operand.Reads);
    }

    private Typed List(ListLiteral list, MachineType? expected)
    {
        if (list.Items.IsEmpty)
        {
            return Constant(Types.EmptyList, MachineValue.List.Empty);
        }
        // A type from outside is as deep as a declared one; what the first item gives may be deeper.
        var first = expected is { Kind: MachineTypeKind.List } && expected.Element != Types.Nothing ? null : Compile(list.Items[0]);
        var element = first is null ? expected!.Element! : first.Type.Required;
        if (ReferenceEquals(element, Types.Faulty))
        {
            return Faulty;
        }
        if (element.Depth >= MachineValue.MaxDepth)
        {
            return Fail(list, $"lists, maps and records lie at most {MachineValue.MaxDepth - 1} deep in each other");
        }
        // Nothing is compiled twice: what lies deep would be compiled again at every level above it.
        var items = list.Items.Select((item, place) =>
            place == 0 && first is not null ? Convert(first, element, item, "an item of this list") : CompileTo(item, element, "an item of this list")).ToImmutableArray();
        if (items.Any(static item => item.IsFaulty))
        {
            return Faulty;
        }
        return new Typed(
            MachineType.List(element, items.Length), frame => new MachineValue.List([.. items.Select(item => item.Evaluate(frame))]),
            1 + items.Sum(static item => item.Cost), items.Aggregate(Reads.Nothing, static (reads, item) => reads | item.Reads));
    }
}
