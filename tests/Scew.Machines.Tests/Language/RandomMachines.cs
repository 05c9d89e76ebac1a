using System.Globalization;
using System.Text;

namespace Scew.Machines.Tests.Language;

/// <summary>Random machine texts without a fault: types, values, states with values of their own, and steps whose expressions fit their types.</summary>
internal sealed class RandomMachines(Random random)
{
    private const string Colors = "enum Color: Red, Green, Blue";
    private const string Lots = "record Lot: id: text(8), left: amount, ends: time";
    private const string Pairs = "record Pair: who: account, count: int, note: text(8)?";

    // Each is declared at least as a value, so every kind of expression has something to look at.
    private static readonly string[] Kinds =
    [
        "int", "amount", "bool", "text(8)", "account", "time", "duration", "Color", "asset", "bytes(2)", "int?", "time?", "account?", "Lot?", "list(int, 5)", "list(Lot, 4)",
        "list(account, 4)", "map(account, int, 3)", "map(text(8), Pair, 3)", "Pair", "text(8)?",
    ];

    private readonly List<(string Name, string Type)> _scope = [];
    private int _binders;

    public string Next()
    {
        var values = Kinds.Select((kind, i) => (Name: $"v{i}", Type: kind)).ToList();
        return Text(Colors, Lots, values, []);
    }

    /// <summary>The text, and who may move its assets to a newer machine.</summary>
    public string NextMovable()
    {
        var text = Next();
        _scope.Clear();
        _scope.AddRange(Kinds.Select(static (kind, i) => ($"v{i}", kind)));
        _scope.AddRange([("owner", "account"), ("caller", "account"), ("members", "list(account, 4)"), ("now", "time")]);
        return $"{text}movable by {Role(2)} or any of members\n";
    }

    /// <summary>
    /// A machine that assets of the one called <paramref name="older"/>, a text of <see cref="NextMovable"/>, can move to: some values have the same name and type, others one of the two.
    /// </summary>
    public string NextAfter(string older)
    {
        var (colors, lots) = (random.Next(3) == 0 ? Colors + ", Gray" : Colors, random.Next(3) == 0 ? Lots + ", size: int?" : Lots);
        var values = new List<(string Name, string Type)>();
        var begins = new SortedDictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < Kinds.Length; i++)
        {
            var isKept = random.Next(4) > 0;
            values.Add((isKept ? $"v{i}" : $"w{i}", Kinds[i]));
            if (!isKept && random.Next(2) == 0)
            {
                values.Add(($"v{i}", Pick(Kinds)));
            }
        }
        foreach (var (name, type) in values)
        {
            if (type is "int" or "amount" or "bool" or "text(8)" or "duration" && random.Next(4) == 0)
            {
                begins.Add(name, Leaf(type));
            }
        }
        var text = Text(colors, lots, values, begins);
        (string From, string To)[] states = random.Next(5) switch
        {
            0 => [("Here", "There")],
            1 => [("There", "There")],
            2 => [("Here", "Here"), ("There", "Here"), ("Gone", "Gone")],
            3 => [("Here", "Here")],
            _ => [("Here", "Gone"), ("There", "Here")],
        };
        (string Name, string Type)[] olds = [.. Kinds.Select(static (kind, i) => (Name: $"v{i}", Type: kind)).Where(one => IsSame(one.Type, colors, lots)),
            .. states.All(static one => one.From == "There") ? [("own", "int"), ("mine", "list(int, 5)")] : Array.Empty<(string, string)>()];
        _scope.Clear();
        _scope.AddRange(olds.Select(static one => ("old." + one.Name, one.Type)));
        _scope.AddRange([("caller", "account"), ("now", "time"), ("height", "int"), ("asset", "asset"), ("signers", "list(account, 4)"), ("members", "list(account, 4)")]);
        var assigned = values.Where(one => random.Next(5) == 0
            || !olds.Contains(one) && !begins.ContainsKey(one.Name) && !one.Type.EndsWith('?') && !one.Type.StartsWith("list", StringComparison.Ordinal) && !one.Type.StartsWith("map", StringComparison.Ordinal)).ToList();
        if (states.All(static one => one.To == "There") && (states.Any(static one => one.From != "There") || random.Next(2) == 0))
        {
            assigned.Add(("own", "int"));
        }
        if (random.Next(4) == 0)
        {
            assigned.Add(("owner", "account"));
        }
        var effect = assigned.Count == 0 ? string.Empty : "\n  effect " + string.Join(", ", assigned.Select(one => $"{one.Name} := {Of(one.Type, 2, forAssignment: true)}"));
        return $"{text}migrate from \"{older}\": {string.Join(", ", states.Select(static one => $"{one.From} -> {one.To}"))}{effect}\n";
    }

    private static bool IsSame(string type, string colors, string lots) =>
        (colors == Colors || !type.Contains("Color", StringComparison.Ordinal)) && (lots == Lots || !type.Contains("Lot", StringComparison.Ordinal));

    private string Text(string colors, string lots, List<(string Name, string Type)> values, SortedDictionary<string, string> begins)
    {
        var text = new StringBuilder("machine Random\n").AppendJoin('\n', colors, lots, Pairs).Append('\n');
        text.Append(CultureInfo.InvariantCulture, $"value {string.Join(", ", values.Select(one => $"{one.Name}: {one.Type}{(begins.TryGetValue(one.Name, out var begin) ? " = " + begin : string.Empty)}"))}\n");
        text.Append("states Start, Here, There(own: int, mine: list(int, 5)), Gone\nfinal Gone\n");
        _scope.Clear();
        Step(text, "create", "Start", "Here", values, []);
        var count = random.Next(2, 7);
        for (var i = 0; i < count; i++)
        {
            var (from, to) = random.Next(5) switch { 0 => ("Here", "There"), 1 => ("There", "There"), 2 => ("There", "Here"), 3 => ("Here, There", "Here"), _ => ("Here", "Here") };
            Step(text, $"step{i}", from, to, values, from == "There" ? [("own", "int"), ("mine", "list(int, 5)")] : []);
        }
        if (random.Next(2) == 0)
        {
            _scope.Clear();
            _scope.AddRange(values);
            text.Append(CultureInfo.InvariantCulture, $"transition tick: Here -> Gone\n  automatic when now >= {Of(random.Next(2) == 0 ? "time" : "time?", 2)}\n");
        }
        _scope.Clear();
        _scope.AddRange(values);
        _scope.Add(("own", "int?"));
        for (var i = random.Next(2); i > 0; i--)
        {
            text.Append(CultureInfo.InvariantCulture, $"invariant {Of("bool", 2)} or {Of("bool", 2)} or {Of("bool", 2)} else \"invariant {i}\"\n");
        }
        return text.ToString();
    }

    private void Step(StringBuilder text, string name, string from, string to, List<(string Name, string Type)> values, (string Name, string Type)[] own)
    {
        _scope.Clear();
        var isCreating = name == "create";
        var inputs = Enumerable.Range(0, random.Next(4)).Select(i => (Name: $"i{i}", Type: Pick(Kinds))).ToList();
        if (isCreating)
        {
            inputs.Add(("i9", "bytes(2)"));
        }
        text.Append(CultureInfo.InvariantCulture, $"transition {name}: {from} -> {to} ({string.Join(", ", inputs.Select(static one => $"{one.Name}: {one.Type}"))})\n");
        _scope.AddRange(inputs.Select(static one => ("input." + one.Name, one.Type)));
        _scope.AddRange([("caller", "account"), ("now", "time"), ("height", "int"), ("asset", "asset"), ("signers", "list(account, 4)"), ("members", "list(account, 4)")]);
        if (!isCreating)
        {
            _scope.AddRange(values);
            _scope.AddRange(own);
            _scope.Add(("owner", "account"));
        }
        for (var i = random.Next(3); i > 0; i--)
        {
            var type = Pick(Kinds);
            var value = Of(type, 2);
            if (!type.EndsWith('?') && !value.Contains("[]", StringComparison.Ordinal))
            {
                // What a let of none or of an empty list is cannot be told.
                text.Append(CultureInfo.InvariantCulture, $"  let {name}l{i} = {value}\n");
                _scope.Add(($"{name}l{i}", type));
            }
        }
        if (random.Next(3) == 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"  by {Role(2)} else \"signatures\"\n");
        }
        for (var i = random.Next(3); i > 0; i--)
        {
            text.Append(CultureInfo.InvariantCulture, $"  guard {Of("bool", 3)} or {Of("bool", 1)} else \"guard {i}\"\n");
        }
        var assigned = isCreating ? values : [.. values.Where(_ => random.Next(5) == 0)];
        if (to == "There")
        {
            assigned = [.. assigned, ("own", "int")];
        }
        if (assigned.Count > 0)
        {
            text.Append("  effect ").AppendJoin(", ", assigned.Select(one => $"{one.Name} := {Of(one.Type, isCreating ? 1 : 3, forAssignment: true)}")).Append('\n');
        }
        More(text);
    }

    private void More(StringBuilder text)
    {
        if (random.Next(4) == 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"  takes {Amount(1)}\n");
        }
        if (random.Next(3) == 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"  call {Named("asset")}.go(a: {Of("int", 1)}, b: {Of(Pick(Kinds), 2)}) when {Of("bool", 1)}\n");
        }
        if (random.Next(4) == 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"  pay {Amount(1)} from purse to purseOf({Of("asset", 1)}) when {Of("bool", 1)}\n");
        }
        if (random.Next(3) == 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"  event happened(a: {Of(Pick(Kinds), 2)}, c: {Of("list(Lot, 4)", 2)}) when {Of("bool", 1)}\n");
        }
    }

    private string Pick(params ReadOnlySpan<string> all) => all[random.Next(all.Length)];

    private string Role(int depth) => depth > 0 && random.Next(3) == 0
        ? $"({Role(depth - 1)}) {Pick("and", "or")} ({Role(depth - 1)})"
        : random.Next(3) switch { 0 => Named("account") ?? "caller", 1 => $"any of {Named("list(account, 4)") ?? "members"}", _ => $"{random.Next(1, 3)} of {Named("list(account, 4)") ?? "members"}" };

    /// <summary>A constant below 0 would be refused before anything runs.</summary>
    private string Amount(int depth) => $"({Of("int", depth)} + 0)";

    private string? Named(string type)
    {
        var fitting = _scope.FindAll(one => one.Type == type);
        return fitting.Count == 0 ? null : fitting[random.Next(fitting.Count)].Name;
    }

    /// <summary>An expression of the type, in parentheses. An amount is an amount only where it is assigned: elsewhere a negative one would be refused earlier by the compiler.</summary>
    private string Of(string type, int depth, bool forAssignment = false)
    {
        if (random.Next(4) == 0 && Named(type) is { } name)
        {
            return name;
        }
        if (type == "amount" && !forAssignment)
        {
            return Named("amount") ?? random.Next(100).ToString(CultureInfo.InvariantCulture);
        }
        var optional = type.EndsWith('?');
        if (depth <= 0 || (type.StartsWith("map", StringComparison.Ordinal) && Named(type) is null))
        {
            return Leaf(type);
        }
        if (random.Next(8) == 0)
        {
            return $"(if {Of("bool", depth - 1)} then {Of(type, depth - 1)} else {Of(type, depth - 1)})";
        }
        if (!optional && random.Next(6) == 0 && Named(type + "?") is { } maybe)
        {
            return $"({maybe} ?? {Of(type, depth - 1)})";
        }
        return Made(optional ? type[..^1] : type, depth - 1, optional);
    }

    private string Leaf(string type) => type switch
    {
        "int" => Pick("0", "1", "-1", "7", "9223372036854775807", "-9223372036854775807", "1000000"),
        "amount" => Pick("0", "1", "50", "9223372036854775807"),
        "bool" => Pick("true", "false"),
        "text(8)" => Pick("\"\"", "\"a\"", "\"b\"", "\"abcdefgh\""),
        "account" => Named("account") ?? "caller",
        "time" => _scope.Exists(static one => one.Name == "now") ? Pick("now", "(now + 5 days)", "(now - 1 ms)") : Named("time")!,
        "duration" => Pick("1 ms", "3 days", "0 seconds", "14000000 weeks"),
        "Color" => Pick("Red", "Green", "Color.Blue"),
        "asset" => Named("asset") ?? "asset",
        "bytes(2)" => Named("bytes(2)") ?? "none",
        _ when type.EndsWith('?') => Named(type) ?? "none",
        _ when type.StartsWith("map", StringComparison.Ordinal) => Named(type) ?? "[]",
        _ when type.StartsWith("list", StringComparison.Ordinal) => "[]",
        "Lot" => $"Lot(id: {Leaf("text(8)")}, left: {Leaf("amount")}, ends: {Leaf("time")})",
        _ => $"Pair(who: {Leaf("account")}, count: {Leaf("int")}, note: {Leaf("text(8)?")})",
    };

    private string Made(string type, int depth, bool optional) => type switch
    {
        "int" => random.Next(optional ? 2 : 8) switch
        {
            0 => $"({(random.Next(2) == 0 && Named("map(account, int, 3)") is { } map ? $"{map}[{Of("account", depth)}]" : $"{Of("list(int, 5)", depth)}[{Of("int", depth)}]")}{(optional ? string.Empty : " ?? 3")})",
            1 => $"({Of("int", depth)} {Pick("+", "-", "*", "/", "%")} {Of("int", depth)})",
            2 => $"size({Of(Pick("list(int, 5)", "list(Lot, 4)", "text(8)"), depth)})",
            3 => Loop("sum", "list(Lot, 4)", "int", depth),
            4 => Loop("count", "list(int, 5)", "bool", depth),
            5 => $"{Pick("min", "max")}({Of("int", depth)}, {Of("int", depth)})",
            6 => $"({Of("duration", depth)} / {Of("duration", depth)})",
            _ => $"(-{Of("int", depth)})",
        },
        "amount" => Amount(depth),
        "bool" => Truth(depth),
        "time" => $"({Of("time", depth)} {Pick("+", "-")} {Of("duration", depth)})",
        "duration" => random.Next(4) switch
        {
            0 => $"({Of("time", depth)} - {Of("time", depth)})",
            1 => $"({Of("duration", depth)} {Pick("*", "/")} {Of("int", depth)})",
            2 => $"({Of("duration", depth)} {Pick("+", "-", "%")} {Of("duration", depth)})",
            // The interpreter cannot tell of which kind a sum of nothing is.
            _ => $"(0 ms + {Loop("sum", "list(Lot, 4)", "duration", depth)})",
        },
        "Lot" when optional => random.Next(2) == 0 ? $"{Of("list(Lot, 4)", depth)}[{Of("int", depth)}]" : Loop("first", "list(Lot, 4)", "bool", depth),
        "Lot" => $"Lot(id: {Of("text(8)", depth)}, left: {Amount(depth)}, ends: {Of("time", depth)})",
        "Pair" => random.Next(2) == 0 && Named("Pair") is { } pair
            ? $"{pair} with (count: {Of("int", depth)})" : $"Pair(who: {Of("account", depth)}, count: {Of("int", depth)}{(random.Next(2) == 0 ? string.Empty : $", note: {Of("text(8)?", depth)}")})",
        "list(int, 5)" => random.Next(6) switch
        {
            0 => Loop("where", type, "bool", depth),
            1 => Loop("each", "list(Lot, 4)", "int", depth),
            2 => $"({Of(type, depth)} + [{Of("int", depth)}])",
            3 when Named(type) is { } list => $"remove({list}, {Of("int", depth)})",
            4 => $"(spread {Amount(depth)} over {Walk("list(Lot, 4)", "int", depth)})",
            _ => Loop("sorted", type, "int", depth),
        },
        "list(Lot, 4)" => random.Next(4) switch
        {
            0 => Loop("where", type, "bool", depth),
            1 => Loop("sorted", type, Pick("time", "text(8)", "int", "bool"), depth),
            2 => $"({Of(type, depth)} + [{Of("Lot", depth)}])",
            _ => Loop("each", type, "Lot", depth),
        },
        "list(account, 4)" => random.Next(2) == 0 ? Named("map(account, int, 3)") is { } people ? $"keys({people})" : $"[{Leaf("account")}]" : Loop("where", type, "bool", depth),
        "map(account, int, 3)" when Named(type) is { } map => random.Next(2) == 0 ? $"put({map}, {Of("account", depth)}, {Of("int", depth)})" : $"remove({map}, {Of("account", depth)})",
        "map(text(8), Pair, 3)" when Named(type) is { } map => random.Next(2) == 0 ? $"put({map}, {Of("text(8)", depth)}, {Of("Pair", depth)})" : $"remove({map}, {Of("text(8)", depth)})",
        "text(8)" when optional && Named("Lot?") is { } lot => lot + ".id",
        "account" when Named("Pair") is { } pair => pair + ".who",
        "Color" => Leaf(type),
        _ => Leaf(optional ? type + "?" : type),
    };

    private string Truth(int depth) => random.Next(9) switch
    {
        0 => $"({Of("bool", depth)} {Pick("and", "or", "implies")} {Of("bool", depth)})",
        1 => $"(not {Of("bool", depth)})",
        2 => $"({Of("int", depth)} {Pick("<", "<=", ">", ">=", "=", "!=")} {Of("int", depth)})",
        3 => Pick("time", "duration") is var ordered ? $"({Of(ordered, depth)} {Pick("<", ">=", "=")} {Of(ordered, depth)})" : string.Empty,
        4 => Pick("text(8)", "account", "list(int, 5)", "Pair") is var type && Named(type) is { } name ? $"({name} {Pick("=", "!=")} {Of(type, depth)})" : "true",
        5 => $"({Of("account", depth)} in {Named("map(account, int, 3)") ?? Named("list(account, 4)") ?? "members"})",
        6 => Named(Pick("int?", "time?", "account?", "Lot?")) is { } maybe ? $"({maybe} is {Pick("none", "some")})" : "false",
        7 => Loop(Pick("any", "all"), Pick("list(int, 5)", "list(Lot, 4)", "list(account, 4)"), "bool", depth),
        _ => Named("Color") is { } color ? $"({color} = {Pick("Red", "Color.Green")})" : "true",
    };

    private string Loop(string kind, string list, string body, int depth) => $"({kind} {Walk(list, body, depth)})";

    private string Walk(string list, string body, int depth)
    {
        // An empty list has no type that a loop could go through.
        var source = Of(list, depth);
        if (source.Contains("[]", StringComparison.Ordinal))
        {
            source = Named(list) ?? (list switch { "list(int, 5)" => "[1, 2, 3]", "list(Lot, 4)" => $"[{Leaf("Lot")}]", _ => $"[{Leaf("account")}]" });
        }
        var binder = $"x{_binders++}";
        var added = new List<(string Name, string Type)>(list switch
        {
            "list(int, 5)" => [(binder, "int")],
            "list(Lot, 4)" => [(binder, "Lot"), (binder + ".left", "amount"), (binder + ".left", "int"), (binder + ".id", "text(8)"), (binder + ".ends", "time")],
            _ => [(binder, "account")],
        });
        var place = random.Next(3) == 0 ? $"p{_binders}" : null;
        if (place is not null)
        {
            added.Add((place, "int"));
        }
        _scope.AddRange(added);
        var text = $"{binder}{(place is null ? string.Empty : $" at {place}")} in {source}: {Of(body, depth)}";
        _scope.RemoveRange(_scope.Count - added.Count, added.Count);
        return text;
    }
}
