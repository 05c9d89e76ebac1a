using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Requests;

namespace Scew.Simulation.Oracles;

/// <summary>
/// An alarm and when it will ring, written a second time; <paramref name="DueMs"/> is null when nothing is armed. <paramref name="Firings"/> are those since somebody signed a step, up to 16.
/// </summary>
internal sealed record NaiveAlarm(Account Owner, string State, long AtMs, bool Muted, long Left, long? DueMs, long Version, int Firings = 0)
{
    private const long LeastAheadMs = 60_000;
    private const long RestMs = 86_400_000;
    private const int FreeFirings = 16;

    public static NaiveAlarm Created(Account owner, AssetCreate create, long timeMs) =>
        new NaiveAlarm(owner, "Set", 0, false, 0, null, 0).Next("Set", create.Input, timeMs) with { DueMs = Math.Max(Time(create.Input), timeMs + LeastAheadMs) };

    /// <summary>Null: not allowed.</summary>
    public NaiveAlarm? After(AssetTransition step, long timeMs) => step.Transition switch
    {
        "set" => Next("Set", step.Input, timeMs),
        "stop" when State != "Off" => this with { State = "Off", DueMs = null, Version = Version + 1, Firings = 0 },
        _ => null,
    };

    public NaiveAlarm Fired(long timeMs)
    {
        var consumed = this with { DueMs = null, Version = Version + 1, Firings = Math.Min(Firings + 1, FreeFirings) };
        return Muted ? consumed
            : Left == 0 ? consumed with { State = "Rung" }
            : consumed with { State = "Rung", Left = Left - 1, AtMs = timeMs + 1, DueMs = timeMs + (consumed.Firings < FreeFirings ? LeastAheadMs : RestMs) };
    }

    private static long Time(ImmutableSortedDictionary<string, MachineValue> input) => ((MachineValue.Time)input["at"]).UnixMs;

    private NaiveAlarm Next(string state, ImmutableSortedDictionary<string, MachineValue> input, long timeMs)
    {
        var at = Time(input);
        var same = State != "Off" && at == AtMs;
        return new NaiveAlarm(
            Owner, state, at, ((MachineValue.Bool)input["muted"]).Value, ((MachineValue.Int)input["left"]).Value, same ? DueMs : Math.Max(at, timeMs + LeastAheadMs), Version + 1);
    }
}
