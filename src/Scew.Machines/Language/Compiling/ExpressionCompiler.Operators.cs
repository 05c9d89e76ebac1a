using Scew.Machines.Language.Syntax;
using Scew.Protocol.Requests;

namespace Scew.Machines.Language.Compiling;

/// <summary>Operators. Whole numbers are 64 bits and checked; what leaves them refuses the step.</summary>
internal sealed partial class ExpressionCompiler
{
    private Typed Unary(UnaryExpression unary)
    {
        if (unary.Operator == "not")
        {
            var condition = Condition(unary.Operand, "the operand of not");
            var test = condition.Evaluate;
            return condition.IsFaulty ? condition : new Typed(MachineType.Bool, frame => Types.Of(!Types.IsTrue(test(frame))), 1 + condition.Cost, condition.Reads);
        }
        var operand = Compile(unary.Operand);
        if (operand.IsFaulty)
        {
            return operand;
        }
        if (unary.Operand is NumberLiteral number)
        {
            return Constant(MachineType.Int, new MachineValue.Int(-number.Value));
        }
        if (!Types.IsNumber(operand.Type) && !Types.Is(operand.Type, MachineTypeKind.Duration))
        {
            return Fail(unary, $"a minus stands before numbers and durations, and '{Formatter.Format(unary.Operand)}' is {operand.Type}");
        }
        var type = Types.IsNumber(operand.Type) ? MachineType.Int : MachineType.Duration;
        var zero = new Typed(type, _ => Wrap(type.Kind, 0), 0, Reads.Nothing);
        return Arithmetic("-", type, zero, operand, unary);
    }

    private Typed Binary(BinaryExpression binary)
    {
        if (binary.Operator is "and" or "or" or "implies")
        {
            return Logical(binary);
        }
        var left = Compile(binary.Left, null);
        // A list of amounts beside it makes no number an amount.
        var right = Compile(binary.Right, left.IsFaulty ? null : left.Type is { Kind: MachineTypeKind.List, Element.Kind: MachineTypeKind.Amount } ? MachineType.List(MachineType.Int, left.Type.Bound) : left.Type);
        if (left.IsFaulty || right.IsFaulty)
        {
            return Faulty;
        }
        return binary.Operator switch
        {
            "=" or "!=" => Equality(binary, left, right),
            "<" or "<=" or ">" or ">=" => Order(binary, left, right),
            "in" => Contains(binary, left, right),
            "??" => Otherwise(binary, left, right),
            _ => Arithmetic(binary, left, right),
        };
    }

    private Typed Logical(BinaryExpression binary)
    {
        var left = Condition(binary.Left, "the left of " + binary.Operator);
        var right = Condition(binary.Right, "the right of " + binary.Operator);
        if (left.IsFaulty || right.IsFaulty)
        {
            return Faulty;
        }
        var (first, second) = (left.Evaluate, right.Evaluate);
        Evaluator evaluate = binary.Operator switch
        {
            "and" => frame => Types.IsTrue(first(frame)) ? second(frame) : Types.False,
            "or" => frame => Types.IsTrue(first(frame)) ? Types.True : second(frame),
            _ => frame => Types.IsTrue(first(frame)) ? second(frame) : Types.True,
        };
        return new Typed(MachineType.Bool, evaluate, 1 + left.Cost + right.Cost, left.Reads | right.Reads);
    }

    private Typed Equality(BinaryExpression binary, Typed left, Typed right)
    {
        if (left.Type.Kind == MachineTypeKind.Nothing || right.Type.Kind == MachineTypeKind.Nothing)
        {
            return Fail(binary, "nothing is compared with none by " + binary.Operator, binary.Operator == "=" ? "'X is none'" : "'X is some'");
        }
        if (!Types.AreComparable(left.Type, right.Type))
        {
            return Fail(binary, $"'{Formatter.Format(binary.Left)}' is {left.Type} and '{Formatter.Format(binary.Right)}' is {right.Type}: they are never equal");
        }
        var (first, second, wanted) = (left.Evaluate, right.Evaluate, binary.Operator == "=");
        return new Typed(MachineType.Bool, frame => Types.Of(first(frame).Equals(second(frame)) == wanted), Size(left.Type) + left.Cost + right.Cost, left.Reads | right.Reads);
    }

    private Typed Order(BinaryExpression binary, Typed left, Typed right)
    {
        foreach (var (side, type) in new[] { (binary.Left, left.Type), (binary.Right, right.Type) })
        {
            if (type.Optional)
            {
                return Fail(side, $"'{Formatter.Format(side)}' can be none and has no size then", $"say what then: {Formatter.Format(side)} ?? VALUE");
            }
        }
        var ordered = Types.IsNumber(left.Type) && Types.IsNumber(right.Type)
            || left.Type.Kind == right.Type.Kind && left.Type.Kind is MachineTypeKind.Time or MachineTypeKind.Duration && left.Type.Kind == right.Type.Kind;
        if (!ordered)
        {
            return Fail(binary, $"'{Formatter.Format(binary.Left)}' is {left.Type} and '{Formatter.Format(binary.Right)}' is {right.Type}: only numbers, times and durations are ordered, each among themselves");
        }
        var (first, second) = (left.Evaluate, right.Evaluate);
        Evaluator evaluate = binary.Operator switch
        {
            "<" => frame => Types.Of(Number(first(frame)) < Number(second(frame))),
            "<=" => frame => Types.Of(Number(first(frame)) <= Number(second(frame))),
            ">" => frame => Types.Of(Number(first(frame)) > Number(second(frame))),
            _ => frame => Types.Of(Number(first(frame)) >= Number(second(frame))),
        };
        return new Typed(MachineType.Bool, evaluate, 1 + left.Cost + right.Cost, left.Reads | right.Reads);
    }

    private Typed Contains(BinaryExpression binary, Typed left, Typed right)
    {
        var element = right.Type switch
        {
            { Kind: MachineTypeKind.List, Optional: false } => right.Type.Element,
            { Kind: MachineTypeKind.Map, Optional: false } => right.Type.Key,
            _ => null,
        };
        if (element is null)
        {
            return Fail(binary.Right, $"'{Formatter.Format(binary.Right)}' is {right.Type}, and 'in' looks into a list or the keys of a map");
        }
        if (element != Types.Nothing && !Types.AreComparable(left.Type, element))
        {
            return Fail(binary, $"'{Formatter.Format(binary.Left)}' is {left.Type}, and the items are {element}");
        }
        var (first, second) = (left.Evaluate, right.Evaluate);
        return new Typed(MachineType.Bool, frame =>
        {
            var wanted = first(frame);
            return Types.Of(second(frame) switch
            {
                MachineValue.List list => list.Items.Contains(wanted),
                MachineValue.Map map => wanted is not MachineValue.None && MapValues.IndexOf(map, wanted) >= 0,
                _ => false,
            });
        }, 1 + left.Cost + right.Cost + right.Type.Bound * Size(element), left.Reads | right.Reads);
    }

    private Typed Otherwise(BinaryExpression binary, Typed left, Typed right)
    {
        if (!left.Type.Optional)
        {
            return Fail(binary.Left, $"'{Formatter.Format(binary.Left)}' is {left.Type}, which is never none");
        }
        if (Join(left.Type.Required, right.Type) is not { } type)
        {
            return Fail(binary, $"'{Formatter.Format(binary.Left)}' is {left.Type} and what stands for none is {right.Type}");
        }
        var (first, second) = (left.Evaluate, right.Evaluate);
        return new Typed(type, frame => first(frame) is var value and not MachineValue.None ? value : second(frame), 1 + left.Cost + right.Cost, left.Reads | right.Reads);
    }

    private Typed Arithmetic(BinaryExpression binary, Typed left, Typed right)
    {
        foreach (var (side, type) in new[] { (binary.Left, left.Type), (binary.Right, right.Type) })
        {
            if (type.Optional)
            {
                return Fail(side, $"'{Formatter.Format(side)}' can be none", $"say what then: {Formatter.Format(side)} ?? VALUE");
            }
        }
        if (binary.Operator == "+" && left.Type.Kind == MachineTypeKind.List && right.Type.Kind == MachineTypeKind.List)
        {
            return Join(binary, left, right);
        }
        return ResultOf(binary.Operator, left.Type, right.Type) is { } result
            ? Arithmetic(binary.Operator, result, left, right, binary)
            : Fail(binary, $"there is no {left.Type} {binary.Operator} {right.Type}");
    }

    private static MachineType? ResultOf(string operation, MachineType left, MachineType right)
    {
        var (a, b) = (Types.IsNumber(left) ? MachineTypeKind.Int : left.Kind, Types.IsNumber(right) ? MachineTypeKind.Int : right.Kind);
        return (operation, a, b) switch
        {
            (_, MachineTypeKind.Int, MachineTypeKind.Int) => MachineType.Int,
            ("+" or "-", MachineTypeKind.Time, MachineTypeKind.Duration) or ("+", MachineTypeKind.Duration, MachineTypeKind.Time) => MachineType.Time,
            ("-", MachineTypeKind.Time, MachineTypeKind.Time) or ("+" or "-" or "%", MachineTypeKind.Duration, MachineTypeKind.Duration) => MachineType.Duration,
            ("*" or "/", MachineTypeKind.Duration, MachineTypeKind.Int) or ("*", MachineTypeKind.Int, MachineTypeKind.Duration) => MachineType.Duration,
            ("/", MachineTypeKind.Duration, MachineTypeKind.Duration) => MachineType.Int,
            _ => null,
        };
    }

    private static Typed Arithmetic(string operation, MachineType type, Typed left, Typed right, Expression at)
    {
        var (first, second, kind) = (left.Evaluate, right.Evaluate, type.Kind);
        var text = Formatter.Format(at);
        return new Typed(type, frame =>
        {
            var result = Calculate(operation, Number(first(frame)), Number(second(frame)));
            var fits = kind switch
            {
                MachineTypeKind.Time => result >= 0 && result <= MachineDurations.MaxMs,
                MachineTypeKind.Duration => result >= -MachineDurations.MaxMs && result <= MachineDurations.MaxMs,
                _ => result >= long.MinValue && result <= long.MaxValue,
            };
            if (fits)
            {
                return Wrap(kind, (long)result!.Value);
            }
            frame.Fail(result is null ? $"'{text}' divides by zero" : $"'{text}' leaves the range of {type}");
            return Types.StandIn(type);
        }, 1 + left.Cost + right.Cost, left.Reads | right.Reads);
    }

    /// <summary>Division rounds towards zero; by zero there is no result. 128 bits hold every result of two numbers of 64 bits.</summary>
    private static Int128? Calculate(string operation, long left, long right) => operation switch
    {
        "+" => (Int128)left + right,
        "-" => (Int128)left - right,
        "*" => (Int128)left * right,
        _ when right == 0 => null,
        "/" => (Int128)left / right,
        _ => (Int128)left % right,
    };

    private static long Number(MachineValue value) => value switch
    {
        MachineValue.Int number => number.Value,
        MachineValue.Time time => time.UnixMs,
        MachineValue.Duration duration => duration.Ms,
        _ => 0,
    };

    private static MachineValue Wrap(MachineTypeKind kind, long value) => kind switch
    {
        MachineTypeKind.Time => new MachineValue.Time(value),
        MachineTypeKind.Duration => new MachineValue.Duration(value),
        _ => new MachineValue.Int(value),
    };

    private Typed Join(BinaryExpression binary, Typed left, Typed right)
    {
        if (Join(left.Type with { Bound = 0 }, right.Type with { Bound = 0 }) is not { } type)
        {
            return Fail(binary, $"'{Formatter.Format(binary.Left)}' is {left.Type} and '{Formatter.Format(binary.Right)}' is {right.Type}");
        }
        var (first, second) = (left.Evaluate, right.Evaluate);
        var bound = left.Type.Bound + right.Type.Bound;
        return new Typed(type with { Bound = Math.Min(bound, MachineValue.MaxItems) }, frame =>
        {
            var items = ((MachineValue.List)first(frame)).Items.AddRange(((MachineValue.List)second(frame)).Items);
            if (items.Length > MachineValue.MaxItems)
            {
                frame.Fail($"a list has at most {MachineValue.MaxItems} items");
                return MachineValue.List.Empty;
            }
            return new MachineValue.List(items);
        }, 1 + bound + left.Cost + right.Cost, left.Reads | right.Reads);
    }

    /// <summary>What looking at one value costs: many parts, many looks.</summary>
    private static long Size(MachineType type) => Math.Min(Typed.MaxCost, type.Kind switch
    {
        MachineTypeKind.List => 1 + type.Bound * Size(type.Element!),
        MachineTypeKind.Map => 1 + type.Bound * (Size(type.Key!) + Size(type.Element!)),
        MachineTypeKind.Record => 1 + type.Fields.Sum(static one => Size(one.Type)),
        MachineTypeKind.Text or MachineTypeKind.Bytes => 1 + type.Bound / 64,
        _ => 1,
    });
}
