using System.Collections.Immutable;
using Scew.Machines;
using Scew.Protocol.Requests;

namespace Scew.Simulation;

/// <summary>
/// A machine with a timer that only the simulator knows: it rings at the time it is set to unless it is muted, and then as often again as it was told, as soon as a timer may.
/// </summary>
internal static class SimulatedAlarm
{
    public const string Name = "builtin/alarm/1";

    /// <summary>More than fire in one block.</summary>
    public const int Flood = 70;

    private const int Alarms = 12;
    private const string At = "at";
    private const string Muted = "muted";
    private const string Left = "left";
    private static readonly ImmutableArray<Declaration> Inputs = [new(At, MachineType.Time), new(Muted, MachineType.Bool), new(Left, MachineType.Int)];

    private static readonly Transition Create = new(
        "create", ["Start"], "Set", Inputs, Actors.Anyone, [], static (state, input, context) => Put(state, input) with { Owner = context.Caller });

    private static readonly Transition Set = new("set", ["Set", "Rung", "Off"], "Set", Inputs, Actors.Anyone, [], static (state, input, _) => Put(state, input));

    private static readonly Transition Stop = new("stop", ["Set", "Rung"], "Off", [], Actors.Anyone, [], static (state, _, _) => state);

    private static readonly Transition Ring = new(
        "ring", ["Set", "Rung"], "Rung", [], Actors.Anyone, [new Guard("it is muted", static (state, _, _) => !state.Values.Bool(Muted))],
        static (state, _, context) => state.Values.Int(Left) == 0
            ? state
            : state.With(Left, new MachineValue.Int(state.Values.Int(Left) - 1)).With(At, new MachineValue.Time(context.TimeMs + 1)),
        new TimerCondition("now >= at", static state => state.Values.Time(At)));

    /// <summary>What ships, and the alarm.</summary>
    public static MachineCatalog Machines { get; } = new(MachineCatalog.Shipped.Machines.Add(new Machine(
        Name, ["Start", "Set", "Rung", "Off"], [], Inputs, [Create, Set, Stop, Ring], [])));

    /// <summary>What a request does, by its number, around the time <paramref name="atMs"/>: several alarms share their moments.</summary>
    public static Operation OperationOf(ulong number, long atMs)
    {
        var random = new Prng(number ^ 0xA1A2);
        var id = "m" + (char)('a' + random.Below(Alarms));
        var none = ImmutableSortedDictionary.Create<string, MachineValue>(StringComparer.Ordinal);
        var input = none.Add(At, new MachineValue.Time(atMs)).Add(Muted, new MachineValue.Bool(random.OneIn(5)))
            .Add(Left, new MachineValue.Int(random.OneIn(3) ? random.Below(3) : 0));
        return random.Below(16) switch
        {
            0 => new Transaction([.. Enumerable.Range(0, Flood).Select(one => new AssetCreate($"f{number % 1000}-{one}", Name, input))]),
            < 5 => new AssetCreate(id, Name, input),
            < 13 => new AssetTransition(id, "set", input),
            _ => new AssetTransition(id, "stop", none),
        };
    }

    private static MachineState Put(MachineState state, MachineValues input) =>
        state.With(At, input.Find(At)!).With(Muted, input.Find(Muted)!).With(Left, input.Find(Left)!);
}
