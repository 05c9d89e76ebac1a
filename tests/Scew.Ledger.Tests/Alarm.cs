using Scew.Machines;
using Scew.Protocol.Requests;
using static Scew.Ledger.Tests.TestLedger;

namespace Scew.Ledger.Tests;

/// <summary>
/// A machine with two timers: <c>ring</c> at a set time, unless it is muted, and <c>wake</c> some milliseconds after the alarm was set or last woke somebody, for ever; <c>wake</c>
/// ends what was set, so a ring due in the same block is disarmed by it where it comes first.
/// </summary>
internal static class Alarm
{
    public const string Name = "builtin/alarm/1";

    private static readonly Transition Create = new("create", ["Start"], "Idle", [], Actors.Anyone, [], static (state, _, context) => state with
    {
        Owner = context.Caller,
        Values = state.Values.Set("at", new MachineValue.None()).Set("muted", new MachineValue.Bool(false)).Set("rings", new MachineValue.Int(0))
            .Set("every", new MachineValue.Int(0)).Set("wakeAt", new MachineValue.None()).Set("wakes", new MachineValue.Int(0)),
    });

    private static readonly Transition Set = new(
        "set", ["Idle", "Set"], "Set", [new("at", MachineType.Time), new("every", MachineType.Int), new("muted", MachineType.Bool)], Actors.Anyone, [],
        static (state, input, context) => state.With("at", input.Find("at")!).With("muted", input.Find("muted")!).With("every", input.Find("every")!)
            .With("wakeAt", Later(input.Int("every"), context)));

    private static readonly Transition Clear = new("clear", ["Set"], "Idle", [], Actors.Anyone, [], static (state, _, _) => state);

    private static readonly Transition Ring = new(
        "ring", ["Set"], "Set", [], Actors.Anyone, [new Guard("the alarm is muted", static (state, _, _) => !state.Values.Bool("muted"))],
        static (state, _, _) => state.With("rings", new MachineValue.Int(state.Values.Int("rings") + 1)), new TimerCondition("now >= at", static state => state.Values.Time("at")));

    private static readonly Transition Wake = new(
        "wake", ["Set"], "Set", [], Actors.Anyone, [],
        static (state, _, context) => state.With("wakes", new MachineValue.Int(state.Values.Int("wakes") + 1)).With("wakeAt", Later(state.Values.Int("every"), context))
            .With("at", new MachineValue.Time(0)),
        new TimerCondition("now >= wakeAt", static state => state.Values.IsNone("wakeAt") ? null : state.Values.Time("wakeAt")));

    public static Machine Machine { get; } = new(
        Name, ["Start", "Idle", "Set"], [],
        [
            new("at", MachineType.Time.OrNone), new("every", MachineType.Int), new("muted", MachineType.Bool), new("rings", MachineType.Int), new("wakeAt", MachineType.Time.OrNone),
            new("wakes", MachineType.Int),
        ],
        [Create, Set, Clear, Ring, Wake], []);

    public static AssetCreate New(string id) => new(id, Name, AssetTests.Input());

    public static AssetTransition SetAt(string id, long atMs, long everyMs = 0, bool muted = false) => new(
        id, "set", AssetTests.Input(("at", new MachineValue.Time(atMs)), ("every", new MachineValue.Int(everyMs)), ("muted", new MachineValue.Bool(muted))));

    public static AssetTransition ClearIt(string id) => new(id, "clear", AssetTests.Input());

    public static string Id(int number) => Own(Alice, $"alarm{number:D3}");

    private static MachineValue Later(long everyMs, MachineContext context) =>
        everyMs > 0 ? new MachineValue.Time(context.TimeMs + everyMs) : new MachineValue.None();
}
