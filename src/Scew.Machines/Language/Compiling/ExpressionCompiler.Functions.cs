using System.Collections.Immutable;
using Scew.Machines.Language.Syntax;
using Scew.Protocol.Requests;

namespace Scew.Machines.Language.Compiling;

/// <summary>Functions, records and indexes.</summary>
internal sealed partial class ExpressionCompiler
{
    internal const string Functions = "size, keys, values, put, remove, min, max, accountOf, purseOf";

    private Typed Call(CallExpression call)
    {
        if (scope.Machine.Types.TryGetValue(call.Function, out var type) && type.Kind == MachineTypeKind.Record)
        {
            return Record(call, type);
        }
        if (call.Arguments.FirstOrDefault(static argument => argument.Name is not null) is { } named)
        {
            return Fail(call, $"the arguments of {call.Function} have no names", $"without '{named.Name}:'");
        }
        // The first argument of these says what the others have to be; nothing is compiled twice.
        var many = call.Function is "put" or "remove" ? 1 : call.Arguments.Length;
        var arguments = call.Arguments.Take(many).Select(argument => Compile(argument.Value)).ToImmutableArray();
        if (arguments.Any(static one => one.IsFaulty))
        {
            return Faulty;
        }
        return call.Function switch
        {
            "size" => Size(call, arguments),
            "keys" or "values" => Pairs(call, arguments),
            "put" => Put(call, arguments),
            "remove" => Remove(call, arguments),
            "min" or "max" => Extreme(call, arguments),
            "accountOf" or "purseOf" => Actor(call, arguments),
            _ => Fail(call, $"there is no function or record '{call.Function}'", "functions are " + Functions),
        };
    }

    private Typed WrongArguments(CallExpression call, string right) => Fail(call, $"{call.Function} does not take these", right);

    private Typed Size(CallExpression call, ImmutableArray<Typed> arguments)
    {
        if (arguments is not [{ Type: { Optional: false, Kind: MachineTypeKind.List or MachineTypeKind.Map or MachineTypeKind.Text } } one])
        {
            return WrongArguments(call, "size(LIST, MAP or TEXT); of a text it is the number of UTF-8 bytes");
        }
        var inner = one.Evaluate;
        return new Typed(MachineType.Int, frame => new MachineValue.Int(inner(frame) switch
        {
            MachineValue.List list => list.Items.Length,
            MachineValue.Map map => map.Pairs.Length,
            MachineValue.Text text => System.Text.Encoding.UTF8.GetByteCount(text.Value),
            _ => 0,
        }), 2 + one.Cost, one.Reads);
    }

    private Typed Pairs(CallExpression call, ImmutableArray<Typed> arguments)
    {
        if (arguments is not [{ Type: { Optional: false, Kind: MachineTypeKind.Map } map } one])
        {
            return WrongArguments(call, call.Function + "(MAP)");
        }
        var inner = one.Evaluate;
        return call.Function == "keys"
            ? new Typed(MachineType.List(map.Key!, map.Bound), frame => MapValues.Keys((MachineValue.Map)inner(frame)), 1 + map.Bound + one.Cost, one.Reads)
            : new Typed(MachineType.List(map.Element!, map.Bound), frame => MapValues.Values((MachineValue.Map)inner(frame)), 1 + map.Bound + one.Cost, one.Reads);
    }

    private Typed Put(CallExpression call, ImmutableArray<Typed> arguments)
    {
        if (call.Arguments.Length != 3 || arguments is not [{ Type: { Optional: false, Kind: MachineTypeKind.Map } type } map])
        {
            return WrongArguments(call, "put(MAP, KEY, VALUE)");
        }
        var key = CompileTo(call.Arguments[1].Value, type.Key!, "the key");
        var value = CompileTo(call.Arguments[2].Value, type.Element!, "the value");
        if (key.IsFaulty || value.IsFaulty)
        {
            return Faulty;
        }
        var (from, at, held) = (map.Evaluate, key.Evaluate, value.Evaluate);
        return new Typed(type with { Bound = Math.Min(MachineValue.MaxItems, type.Bound + 1) }, frame =>
        {
            var result = MapValues.Put((MachineValue.Map)from(frame), at(frame), held(frame));
            if (result.Pairs.Length > MachineValue.MaxItems)
            {
                frame.Fail($"a map has at most {MachineValue.MaxItems} keys");
            }
            return result;
        }, 10 + type.Bound + map.Cost + key.Cost + value.Cost, map.Reads | key.Reads | value.Reads);
    }

    /// <summary>A key out of a map, or every equal item out of a list.</summary>
    private Typed Remove(CallExpression call, ImmutableArray<Typed> arguments)
    {
        if (call.Arguments.Length != 2 || arguments is not [{ Type: { Optional: false, Kind: MachineTypeKind.Map or MachineTypeKind.List } type } from])
        {
            return WrongArguments(call, "remove(MAP, KEY) or remove(LIST, ITEM)");
        }
        var key = CompileTo(call.Arguments[1].Value, Wide(type.Key ?? type.Element!), "what is removed");
        if (key.IsFaulty)
        {
            return key;
        }
        var (inner, at) = (from.Evaluate, key.Evaluate);
        return new Typed(type, frame =>
        {
            var wanted = at(frame);
            return inner(frame) switch
            {
                MachineValue.Map map => MapValues.Remove(map, wanted),
                MachineValue.List list => new MachineValue.List(list.Items.RemoveAll(item => item.Equals(wanted))),
                var other => other,
            };
        }, 1 + type.Bound * Size(type.Key ?? type.Element!) + from.Cost + key.Cost, from.Reads | key.Reads);
    }

    private Typed Extreme(CallExpression call, ImmutableArray<Typed> arguments)
    {
        if (arguments is not [var left, var right] || ResultOf("-", left.Type, right.Type) is null || Join(left.Type, right.Type) is not { Optional: false } type)
        {
            return WrongArguments(call, call.Function + "(A, B) of two numbers, times or durations");
        }
        var (first, second, least) = (left.Evaluate, right.Evaluate, call.Function == "min");
        return new Typed(type, frame =>
        {
            var (a, b) = (first(frame), second(frame));
            return Number(a) <= Number(b) == least ? a : b;
        }, 1 + left.Cost + right.Cost, left.Reads | right.Reads);
    }

    private Typed Actor(CallExpression call, ImmutableArray<Typed> arguments)
    {
        if (arguments is not [{ Type: { Optional: false, Kind: MachineTypeKind.Asset } } one])
        {
            return WrongArguments(call, call.Function + "(ASSET)");
        }
        if (!scope.HasContext)
        {
            return Fail(call, $"'{call.Function}' is not known in an invariant, which holds at all times");
        }
        var inner = one.Evaluate;
        return call.Function == "accountOf"
            ? new Typed(MachineType.Account, frame => new MachineValue.AccountRef(AssetActor.Account(frame.Context.Group, Id(inner(frame)))), 40 + one.Cost, one.Reads | Reads.Place)
            : new Typed(MachineType.Wallet, frame => new MachineValue.Text(AssetActor.Purse(frame.Context.Group, Id(inner(frame)))), 40 + one.Cost, one.Reads | Reads.Place);
    }

    private static string Id(MachineValue value) => value is MachineValue.Text text ? text.Value : string.Empty;

    private Typed Record(CallExpression call, MachineType type)
    {
        if (Fields(call, type, call.Arguments) is not { } given)
        {
            return Faulty;
        }
        foreach (var declared in type.Fields)
        {
            if (!given.Any(one => one.Name == declared.Name))
            {
                if (!declared.Type.Optional)
                {
                    return Fail(call, $"the field '{declared.Name}' of {type.Name} is missing");
                }
                given = given.Add((declared.Name, Constant(declared.Type, MachineValue.None.Value)));
            }
        }
        var sorted = given.Sort(static (left, right) => string.CompareOrdinal(left.Name, right.Name));
        return new Typed(
            type, frame => new MachineValue.Record([.. sorted.Select(one => KeyValuePair.Create(one.Name, one.Value.Evaluate(frame)))]),
            1 + sorted.Sum(static one => 1 + one.Value.Cost), sorted.Aggregate(Reads.Nothing, static (reads, one) => reads | one.Value.Reads));
    }

    private Typed With(WithExpression with)
    {
        var target = Compile(with.Target);
        if (target.IsFaulty)
        {
            return target;
        }
        if (target.Type is not { Optional: false, Kind: MachineTypeKind.Record })
        {
            return Fail(with.Target, $"'{Formatter.Format(with.Target)}' is {target.Type}, and 'with' changes a record");
        }
        if (Fields(with, target.Type, with.Fields) is not { } given)
        {
            return Faulty;
        }
        var inner = target.Evaluate;
        return new Typed(
            target.Type, frame => MapValues.With((MachineValue.Record)inner(frame), given.Select(one => KeyValuePair.Create(one.Name, one.Value.Evaluate(frame)))),
            2 + target.Type.Fields.Length + target.Cost + given.Sum(static one => one.Value.Cost), given.Aggregate(target.Reads, static (reads, one) => reads | one.Value.Reads));
    }

    private ImmutableArray<(string Name, Typed Value)>? Fields(Expression at, MachineType type, ImmutableArray<Argument> arguments)
    {
        var given = ImmutableArray.CreateBuilder<(string Name, Typed Value)>();
        foreach (var argument in arguments)
        {
            if (argument.Name is null || Field(type, argument.Name) is not { } field)
            {
                Fail(at, argument.Name is null ? $"the fields of {type.Name} have names" : $"{type.Name} has no field '{argument.Name}'", "fields are " + string.Join(", ", type.Fields.Select(static one => one.Name)));
                return null;
            }
            if (given.Any(one => one.Name == field.Name))
            {
                Fail(at, $"the field '{field.Name}' stands here twice");
                return null;
            }
            var value = CompileTo(argument.Value, field.Type, $"the field '{field.Name}'");
            if (value.IsFaulty)
            {
                return null;
            }
            given.Add((field.Name, value));
        }
        return given.ToImmutable();
    }

    /// <summary>What is only looked for may lie outside the bounds: it is not found then.</summary>
    private static MachineType Wide(MachineType type) => type.Kind switch
    {
        MachineTypeKind.Amount => MachineType.Int,
        MachineTypeKind.Text => MachineType.Text(MachineType.MaxTextBytes),
        _ => type,
    };

    private Typed Index(IndexExpression index)
    {
        var target = Compile(index.Target);
        if (target.IsFaulty)
        {
            return target;
        }
        if (target.Type is not { Optional: false, Kind: MachineTypeKind.List or MachineTypeKind.Map } type)
        {
            return Fail(index.Target, $"'{Formatter.Format(index.Target)}' is {target.Type}, and [] looks into a list or a map");
        }
        var key = CompileTo(index.Key, Wide(type.Key ?? MachineType.Int), "what stands in []");
        if (key.IsFaulty)
        {
            return key;
        }
        var (inner, at) = (target.Evaluate, key.Evaluate);
        return new Typed(type.Element!.OrNone, frame => (inner(frame), at(frame)) switch
        {
            (MachineValue.List list, MachineValue.Int place) when place.Value >= 0 && place.Value < list.Items.Length => list.Items[(int)place.Value],
            (MachineValue.Map map, var wanted) when MapValues.IndexOf(map, wanted) is var found and >= 0 => map.Pairs[found].Value,
            _ => MachineValue.None.Value,
        }, 10 + target.Cost + key.Cost, target.Reads | key.Reads);
    }
}
