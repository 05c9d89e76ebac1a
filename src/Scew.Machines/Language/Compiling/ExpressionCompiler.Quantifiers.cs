using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Scew.Machines.Language.Syntax;
using Scew.Protocol.Requests;

namespace Scew.Machines.Language.Compiling;

/// <summary>What goes through a list, each item once.</summary>
internal sealed partial class ExpressionCompiler
{
    // Two to the eighth is the longest list: so often is an item compared while a list is sorted.
    private const int SortCost = 8;

    /// <summary>A list, the slots that an item and its place are put into, and what is worked out for each.</summary>
    private sealed record Walk(Evaluator Source, Evaluator Body, int Slot, int PlaceSlot)
    {
        public MachineValue At(Frame frame, MachineValue item, int place)
        {
            frame.Locals[Slot] = item;
            if (PlaceSlot >= 0)
            {
                frame.Locals[PlaceSlot] = new MachineValue.Int(place);
            }
            return Body(frame);
        }

        public ImmutableArray<MachineValue> Items(Frame frame) => ((MachineValue.List)Source(frame)).Items;
    }

    private Typed Quantifier(QuantifierExpression expression)
    {
        var list = Compile(expression.List);
        if (list.IsFaulty)
        {
            return list;
        }
        if (list.Type is not { Optional: false, Kind: MachineTypeKind.List } type || type.Element == Types.Nothing)
        {
            return Fail(expression.List, $"'{Formatter.Format(expression.List)}' is {list.Type}, and {expression.Kind} goes through a list", list.Type.Kind == MachineTypeKind.Map ? "keys(MAP) or values(MAP)" : null);
        }
        var amount = expression.Amount is null ? null : CompileTo(expression.Amount, MachineType.Amount, "what is spread");
        if (amount is { IsFaulty: true })
        {
            return amount;
        }
        if (Meant(expression, expression.Binder) || (expression.Index is { } named && (Meant(expression, named) || named == expression.Binder && Twice(expression, named))))
        {
            return Faulty;
        }
        var slot = scope.Bind(expression.Binder, type.Element!, list.Reads | Reads.Binder, null);
        var placeSlot = expression.Index is { } index ? scope.Bind(index, MachineType.Int, list.Reads | Reads.Binder, null) : -1;
        var body = expression.Kind is "sum" or "each" or "sorted" or "spread" ? Compile(expression.Body) : Condition(expression.Body, $"what follows {expression.Kind}");
        scope.Unbind(expression.Binder);
        if (expression.Index is { } place)
        {
            scope.Unbind(place);
        }
        if (body.IsFaulty)
        {
            return body;
        }
        var cost = 2 + list.Cost + type.Bound * (2 + body.Cost);
        var reads = (list.Reads | body.Reads) & ~Reads.Binder;
        var walk = new Walk(list.Evaluate, body.Evaluate, slot, placeSlot);
        return expression.Kind switch
        {
            "sum" => Sum(expression, body, walk, cost, reads),
            "sorted" => Sorted(expression, list, body, walk, cost, reads),
            "spread" => Spread(expression, list, amount!, body, walk, cost, reads),
            "each" => Each(expression, list, body, walk, cost, reads),
            _ => Search(expression.Kind, type, walk, cost, reads),
        };
    }

    private bool Meant(QuantifierExpression at, string name)
    {
        if (!scope.TryLocal(name, out _) && !scope.Machine.IsTaken(name))
        {
            return false;
        }
        Fail(at, $"'{name}' has a meaning already", "take another name");
        return true;
    }

    private bool Twice(QuantifierExpression at, string name)
    {
        Fail(at, $"'{name}' stands here twice");
        return true;
    }

    /// <summary>What asks a condition of the items; any, all and first stop where the answer is known.</summary>
    private static Typed Search(string kind, MachineType type, Walk walk, long cost, Reads reads)
    {
        switch (kind)
        {
            case "any" or "all":
                var wanted = kind == "any";
                return new Typed(MachineType.Bool, frame => Types.Of(Place(walk, frame, wanted) >= 0 == wanted), cost, reads);
            case "first":
                return new Typed(type.Element!.OrNone, frame =>
                {
                    var items = walk.Items(frame);
                    return Place(walk, items, frame, true) is var at and >= 0 ? items[at] : MachineValue.None.Value;
                }, cost, reads);
            case "count":
                return new Typed(MachineType.Int, frame => new MachineValue.Int(Where(walk, frame).Count), cost, reads);
            default:
                return new Typed(type, frame => new MachineValue.List([.. Where(walk, frame)]), cost, reads);
        }
    }

    private static int Place(Walk walk, Frame frame, bool wanted) => Place(walk, walk.Items(frame), frame, wanted);

    /// <summary>The first place whose answer is <paramref name="wanted"/>, or -1.</summary>
    private static int Place(Walk walk, ImmutableArray<MachineValue> items, Frame frame, bool wanted)
    {
        for (var i = 0; i < items.Length; i++)
        {
            if (Types.IsTrue(walk.At(frame, items[i], i)) == wanted)
            {
                return i;
            }
        }
        return -1;
    }

    private static List<MachineValue> Where(Walk walk, Frame frame)
    {
        var found = new List<MachineValue>();
        var items = walk.Items(frame);
        for (var i = 0; i < items.Length; i++)
        {
            if (Types.IsTrue(walk.At(frame, items[i], i)))
            {
                found.Add(items[i]);
            }
        }
        return found;
    }

    private Typed Each(QuantifierExpression expression, Typed list, Typed body, Walk walk, long cost, Reads reads)
    {
        if (body.Type.Optional || body.Type.Depth >= MachineValue.MaxDepth)
        {
            return Fail(expression.Body, $"a list has no items of type {body.Type}");
        }
        return new Typed(MachineType.List(body.Type, list.Type.Bound), frame =>
        {
            var items = walk.Items(frame);
            var made = new MachineValue[items.Length];
            for (var i = 0; i < made.Length; i++)
            {
                made[i] = walk.At(frame, items[i], i);
            }
            return new MachineValue.List(ImmutableCollectionsMarshal.AsImmutableArray(made));
        }, cost, reads);
    }

    private Typed Sum(QuantifierExpression expression, Typed body, Walk walk, long cost, Reads reads)
    {
        if (!Types.IsNumber(body.Type) && !Types.Is(body.Type, MachineTypeKind.Duration))
        {
            return Fail(expression.Body, $"a sum is of numbers or durations, and '{Formatter.Format(expression.Body)}' is {body.Type}");
        }
        var type = Types.IsNumber(body.Type) ? MachineType.Int : MachineType.Duration;
        var text = Formatter.Format(expression);
        return new Typed(type, frame =>
        {
            Int128 total = 0;
            var items = walk.Items(frame);
            for (var i = 0; i < items.Length; i++)
            {
                total += Number(walk.At(frame, items[i], i));
            }
            if (total >= long.MinValue && total <= long.MaxValue && (type.Kind != MachineTypeKind.Duration || Int128.Abs(total) <= MachineDurations.MaxMs))
            {
                return Wrap(type.Kind, (long)total);
            }
            frame.Fail($"'{text}' leaves the range of {type}");
            return Types.StandIn(type);
        }, cost, reads);
    }

    /// <summary>Smallest first by what is worked out for each item; equal ones stay in their order.</summary>
    private Typed Sorted(QuantifierExpression expression, Typed list, Typed body, Walk walk, long cost, Reads reads)
    {
        if (!body.Type.IsPlain || body.Type.Kind == MachineTypeKind.Nothing)
        {
            return Fail(expression.Body, $"'{Formatter.Format(expression.Body)}' is {body.Type}, which has no order");
        }
        return new Typed(list.Type, frame =>
        {
            var items = walk.Items(frame);
            var keyed = new (MachineValue Key, MachineValue Item)[items.Length];
            for (var i = 0; i < keyed.Length; i++)
            {
                keyed[i] = (walk.At(frame, items[i], i), items[i]);
            }
            return new MachineValue.List([.. keyed.OrderBy(static one => one.Key, PlainOrder).Select(static one => one.Item)]);
        }, cost + list.Type.Bound * SortCost * Size(body.Type), reads);
    }

    private static readonly Comparer<MachineValue> PlainOrder = Comparer<MachineValue>.Create(MachineValue.Compare);

    /// <summary>Item by item the lesser of what is left of the amount and what the item takes, never less than 0; what no item takes is in no part.</summary>
    private Typed Spread(QuantifierExpression expression, Typed list, Typed amount, Typed body, Walk walk, long cost, Reads reads)
    {
        if (!Types.IsNumber(body.Type))
        {
            return Fail(expression.Body, $"an item takes a number, and '{Formatter.Format(expression.Body)}' is {body.Type}");
        }
        var whole = amount.Evaluate;
        return new Typed(MachineType.List(MachineType.Amount, list.Type.Bound), frame =>
        {
            // After a fault elsewhere the amount may be anything.
            var left = Math.Max(0, Number(whole(frame)));
            var items = walk.Items(frame);
            var parts = new MachineValue[items.Length];
            for (var i = 0; i < parts.Length; i++)
            {
                var part = Math.Clamp(Number(walk.At(frame, items[i], i)), 0, left);
                left -= part;
                parts[i] = new MachineValue.Int(part);
            }
            return new MachineValue.List(ImmutableCollectionsMarshal.AsImmutableArray(parts));
        }, cost + amount.Cost + list.Type.Bound, reads | amount.Reads);
    }
}
