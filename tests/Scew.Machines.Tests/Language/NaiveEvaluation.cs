using System.Collections.Immutable;
using System.Numerics;
using Scew.Machines.Language.Syntax;
using Scew.Protocol.Requests;

namespace Scew.Machines.Tests.Language;

/// <summary>A number, time, list or map left its range or bound.</summary>
internal sealed class NaiveFaultException(string message) : Exception(message);

/// <summary>
/// Works expressions out over the tree, value by value, as the language's description says and not as the compiler does it. Every expression that is looked at counts as one operation.
/// </summary>
internal sealed class NaiveEvaluation(NaiveTypes types, Func<string, MachineValue?> names, MachineValues input, MachineContext context)
{
    private readonly Dictionary<string, Func<MachineValue>> _locals = new(StringComparer.Ordinal);

    public long Operations { get; private set; }

    /// <summary>Worked out when it is first asked for.</summary>
    public void Let(string name, Expression expression)
    {
        MachineValue? known = null;
        _locals[name] = () => known ??= Of(expression);
    }

    public bool Holds(Expression expression) => Of(expression) is MachineValue.Bool { Value: true };

    public MachineValue Of(Expression expression)
    {
        Operations++;
        return expression switch
        {
            NumberLiteral number => new MachineValue.Int(number.Value),
            DurationLiteral duration => new MachineValue.Duration(duration.Ms),
            TextLiteral text => new MachineValue.Text(text.Value),
            BoolLiteral flag => new MachineValue.Bool(flag.Value),
            NoneLiteral => MachineValue.None.Value,
            NameExpression name => Name(name.Name),
            MemberExpression { Target: NameExpression { Name: "input" } } member => input.Find(member.Member) ?? MachineValue.None.Value,
            MemberExpression { Target: NameExpression { Name: var one } } member when types.IsEnum(one) => new MachineValue.Choice(member.Member),
            MemberExpression member => Of(member.Target) is MachineValue.Record record ? record.Find(member.Member)! : MachineValue.None.Value,
            CallExpression call => Call(call),
            IndexExpression index => Index(Of(index.Target), Of(index.Key)),
            UnaryExpression { Operator: "not" } not => new MachineValue.Bool(!Holds(not.Operand)),
            UnaryExpression minus => Of(minus.Operand) is var value ? Calculate("-", Zero(value), value) : value,
            BinaryExpression binary => Binary(binary),
            ConditionalExpression one => Of(Holds(one.Condition) ? one.Then : one.Else),
            IsNoneExpression one => new MachineValue.Bool(Of(one.Operand) is MachineValue.None == one.IsNone),
            QuantifierExpression one => Loop(one),
            WithExpression with => With((MachineValue.Record)Of(with.Target), with.Fields),
            ListLiteral list => new MachineValue.List([.. list.Items.Select(Of)]),
            _ => throw new NotSupportedException(expression.GetType().Name),
        };
    }

    private MachineValue Name(string name)
    {
        if (_locals.TryGetValue(name, out var local))
        {
            return local();
        }
        return name switch
        {
            "caller" => new MachineValue.AccountRef(context.Caller),
            "callerMachine" => new MachineValue.Text(context.CallerMachine),
            "signers" => new MachineValue.List([.. context.CoSigners.Prepend(context.Caller).Select(static one => new MachineValue.AccountRef(one))]),
            "members" => new MachineValue.List([.. context.Members.Select(static one => new MachineValue.AccountRef(one))]),
            "now" => new MachineValue.Time(context.TimeMs),
            "height" => new MachineValue.Int(context.Height),
            "asset" => new MachineValue.Text(context.AssetId),
            "purse" => new MachineValue.Text(AssetActor.Purse(context.Group, context.AssetId)),
            "group" => new MachineValue.Bytes(Convert.ToHexStringLower(context.Group.ToArray())),
            _ => names(name) ?? new MachineValue.Choice(name),
        };
    }

    private MachineValue Binary(BinaryExpression binary)
    {
        switch (binary.Operator)
        {
            case "and":
                return new MachineValue.Bool(Holds(binary.Left) && Holds(binary.Right));
            case "or":
                return new MachineValue.Bool(Holds(binary.Left) || Holds(binary.Right));
            case "implies":
                return new MachineValue.Bool(!Holds(binary.Left) || Holds(binary.Right));
            case "??":
                return Of(binary.Left) is var some and not MachineValue.None ? some : Of(binary.Right);
            default:
                break;
        }
        var (left, right) = (Of(binary.Left), Of(binary.Right));
        return binary.Operator switch
        {
            "=" => new MachineValue.Bool(left.Equals(right)),
            "!=" => new MachineValue.Bool(!left.Equals(right)),
            "<" => new MachineValue.Bool(Number(left) < Number(right)),
            "<=" => new MachineValue.Bool(Number(left) <= Number(right)),
            ">" => new MachineValue.Bool(Number(left) > Number(right)),
            ">=" => new MachineValue.Bool(Number(left) >= Number(right)),
            "in" => new MachineValue.Bool(right is MachineValue.Map map ? map.Pairs.Any(pair => pair.Key.Equals(left)) : ((MachineValue.List)right).Items.Any(left.Equals)),
            "+" when left is MachineValue.List first => Bounded([.. first.Items, .. ((MachineValue.List)right).Items]),
            _ => Calculate(binary.Operator, left, right),
        };
    }

    private static MachineValue Bounded(ImmutableArray<MachineValue> items) =>
        items.Length <= MachineValue.MaxItems ? new MachineValue.List(items) : throw new NaiveFaultException("too many items");

    private static BigInteger Number(MachineValue value) => value switch
    {
        MachineValue.Int number => number.Value,
        MachineValue.Time time => time.UnixMs,
        MachineValue.Duration duration => duration.Ms,
        _ => throw new InvalidOperationException($"{value} is no number"),
    };

    private static MachineValue Zero(MachineValue like) => like is MachineValue.Duration ? new MachineValue.Duration(0) : new MachineValue.Int(0);

    private static MachineValue Calculate(string operation, MachineValue left, MachineValue right)
    {
        if (operation is "/" or "%" && Number(right).IsZero)
        {
            throw new NaiveFaultException("division by zero");
        }
        var result = operation switch
        {
            "+" => Number(left) + Number(right),
            "-" => Number(left) - Number(right),
            "*" => Number(left) * Number(right),
            "/" => BigInteger.Divide(Number(left), Number(right)),
            _ => BigInteger.Remainder(Number(left), Number(right)),
        };
        return (left, right, operation) switch
        {
            (MachineValue.Time, MachineValue.Time, _) => Duration(result),
            (MachineValue.Time, _, _) or (_, MachineValue.Time, _) => Time(result),
            (MachineValue.Duration, MachineValue.Duration, "/") => Int(result),
            (MachineValue.Duration, _, _) or (_, MachineValue.Duration, _) => Duration(result),
            _ => Int(result),
        };
    }

    private static readonly BigInteger MaxMs = (BigInteger.One << 53) - 1;

    private static MachineValue Int(BigInteger value) =>
        value >= long.MinValue && value <= long.MaxValue ? new MachineValue.Int((long)value) : throw new NaiveFaultException("int");

    private static MachineValue Time(BigInteger value) => value >= 0 && value <= MaxMs ? new MachineValue.Time((long)value) : throw new NaiveFaultException("time");

    private static MachineValue Duration(BigInteger value) => BigInteger.Abs(value) <= MaxMs ? new MachineValue.Duration((long)value) : throw new NaiveFaultException("duration");

    private static MachineValue Index(MachineValue target, MachineValue key) => target switch
    {
        MachineValue.List list => list.Items.ElementAtOrDefault((int)BigInteger.Max(-1, BigInteger.Min(Number(key), 1000)) is var at && at < 0 ? 1000 : at) ?? MachineValue.None.Value,
        MachineValue.Map map => map.Pairs.FirstOrDefault(pair => pair.Key.Equals(key)).Value ?? MachineValue.None.Value,
        _ => throw new InvalidOperationException("no index"),
    };

    private MachineValue Call(CallExpression call)
    {
        if (types.Record(call.Function) is { } record)
        {
            return Made(record, record.Fields.Select(field => (field.Name, call.Arguments.FirstOrDefault(one => one.Name == field.Name)?.Value)));
        }
        var arguments = call.Arguments.Select(one => Of(one.Value)).ToArray();
        switch (call.Function)
        {
            case "size":
                return new MachineValue.Int(arguments[0] switch
                {
                    MachineValue.List list => list.Items.Length,
                    MachineValue.Map map => map.Pairs.Length,
                    var text => System.Text.Encoding.UTF8.GetByteCount(((MachineValue.Text)text).Value),
                });
            case "keys":
                return new MachineValue.List([.. ((MachineValue.Map)arguments[0]).Pairs.Select(static pair => pair.Key)]);
            case "values":
                return new MachineValue.List([.. ((MachineValue.Map)arguments[0]).Pairs.Select(static pair => pair.Value)]);
            case "put":
                return Sorted(((MachineValue.Map)arguments[0]).Pairs.Where(pair => !pair.Key.Equals(arguments[1])).Append(new(arguments[1], arguments[2])));
            case "remove" when arguments[0] is MachineValue.Map map:
                return Sorted(map.Pairs.Where(pair => !pair.Key.Equals(arguments[1])));
            case "remove":
                return new MachineValue.List([.. ((MachineValue.List)arguments[0]).Items.Where(item => !item.Equals(arguments[1]))]);
            case "min":
                return Number(arguments[1]) < Number(arguments[0]) ? arguments[1] : arguments[0];
            case "max":
                return Number(arguments[1]) < Number(arguments[0]) ? arguments[0] : arguments[1];
            case "accountOf":
                return new MachineValue.AccountRef(AssetActor.Account(context.Group, ((MachineValue.Text)arguments[0]).Value));
            default:
                return new MachineValue.Text(AssetActor.Purse(context.Group, ((MachineValue.Text)arguments[0]).Value));
        }
    }

    private static MachineValue.Map Sorted(IEnumerable<KeyValuePair<MachineValue, MachineValue>> pairs)
    {
        var sorted = pairs.ToList();
        sorted.Sort(static (left, right) => MachineValue.Compare(left.Key, right.Key));
        return sorted.Count <= MachineValue.MaxItems ? new MachineValue.Map([.. sorted]) : throw new NaiveFaultException("too many keys");
    }

    private MachineValue.Record With(MachineValue.Record record, ImmutableArray<Argument> fields)
    {
        var type = types.RecordWith(record.Fields.Select(static one => one.Key));
        return new MachineValue.Record([.. record.Fields.Select(one => fields.FirstOrDefault(field => field.Name == one.Key) is { } field
            ? KeyValuePair.Create(one.Key, NaiveTypes.Fit(type.Fields.Single(declared => declared.Name == one.Key).Type, Of(field.Value))) : one)]);
    }

    private MachineValue.Record Made(MachineType type, IEnumerable<(string Name, Expression? Value)> fields) => new(
        [.. fields.OrderBy(static one => one.Name, StringComparer.Ordinal).Select(one => KeyValuePair.Create(
            one.Name, NaiveTypes.Fit(type.Fields.Single(field => field.Name == one.Name).Type, one.Value is null ? MachineValue.None.Value : Of(one.Value))))]);

    private MachineValue Loop(QuantifierExpression loop)
    {
        var items = ((MachineValue.List)Of(loop.List)).Items;
        var left = loop.Amount is null ? BigInteger.Zero : Number(NaiveTypes.Fit(MachineType.Amount, Of(loop.Amount)));
        var bodies = items.Select((item, place) => (Item: item, Body: new Lazy<MachineValue>(() => Body(loop, item, place))));
        switch (loop.Kind)
        {
            case "any":
                return new MachineValue.Bool(bodies.Any(static one => one.Body.Value is MachineValue.Bool { Value: true }));
            case "all":
                return new MachineValue.Bool(bodies.All(static one => one.Body.Value is MachineValue.Bool { Value: true }));
            case "first":
                return bodies.FirstOrDefault(static one => one.Body.Value is MachineValue.Bool { Value: true }).Item ?? MachineValue.None.Value;
            case "count":
                return new MachineValue.Int(bodies.Count(static one => one.Body.Value is MachineValue.Bool { Value: true }));
            case "where":
                return new MachineValue.List([.. bodies.Where(static one => one.Body.Value is MachineValue.Bool { Value: true }).Select(static one => one.Item)]);
            case "each":
                return new MachineValue.List([.. bodies.Select(static one => one.Body.Value)]);
            case "sorted":
                return new MachineValue.List([.. bodies.Select(static one => (one.Item, Key: one.Body.Value)).OrderBy(static one => one.Key, Comparer<MachineValue>.Create(MachineValue.Compare)).Select(static one => one.Item)]);
            case "spread":
                return new MachineValue.List([.. bodies.Select(one =>
                {
                    var part = BigInteger.Max(0, BigInteger.Min(left, Number(one.Body.Value)));
                    left -= part;
                    return Int(part);
                })]);
            default:
                var values = bodies.Select(static one => one.Body.Value).ToList();
                var total = values.Aggregate(BigInteger.Zero, static (all, one) => all + Number(one));
                return values.Any(static one => one is MachineValue.Duration) ? Duration(total) : Int(total);
        }
    }

    private MachineValue Body(QuantifierExpression loop, MachineValue item, int place)
    {
        // A let that is worked out within a loop has loops of its own, perhaps over the same names.
        var outside = _locals.ToArray();
        _locals[loop.Binder] = () => item;
        if (loop.Index is not null)
        {
            _locals[loop.Index] = () => new MachineValue.Int(place);
        }
        var value = Of(loop.Body);
        _locals.Clear();
        foreach (var (name, local) in outside)
        {
            _locals[name] = local;
        }
        return value;
    }
}
