using Scew.Machines;

namespace Scew.Ledger.Tests;

/// <summary>
/// Alarms and their timers written a second time in the plainest way: no index, every block looks at all alarms, and "armed" and "the value that was seen" are two fields.
/// </summary>
internal sealed class NaiveTimers
{
    public sealed record One(string State, long? At, bool Muted, long Every, long? WakeAt, long Rings, long Wakes, long? Ring, long? Wake, long Version, int Firings = 0);

    public SortedDictionary<string, One> Alarms { get; } = new(StringComparer.Ordinal);

    public void Create(string id) => Alarms.TryAdd(id, new One("Idle", null, false, 0, null, 0, 0, null, null, 1));

    public void Set(string id, long at, long every, bool muted, long now)
    {
        if (Alarms.TryGetValue(id, out var old))
        {
            Put(id, old, old with { State = "Set", At = at, Every = every, Muted = muted, WakeAt = every > 0 ? now + every : null, Firings = 0 }, now);
        }
    }

    public void Clear(string id, long now)
    {
        if (Alarms.TryGetValue(id, out var old) && old.State == "Set")
        {
            Put(id, old, old with { State = "Idle", Firings = 0 }, now);
        }
    }

    /// <summary>What fires in a block of this time, in order.</summary>
    public List<string> Fire(long now)
    {
        var due = Alarms.SelectMany(pair => new[] { (Due: pair.Value.Ring, pair.Key, Name: "ring"), (Due: pair.Value.Wake, pair.Key, Name: "wake") })
            .Where(timer => timer.Due <= now).OrderBy(timer => RankOf(Alarms[timer.Key], timer.Name)).ThenBy(timer => timer.Due).ThenBy(timer => timer.Key, StringComparer.Ordinal).ThenBy(timer => timer.Name, StringComparer.Ordinal)
            .Take(64).ToList();
        var fired = new List<string>();
        foreach (var (at, id, name) in due)
        {
            var alarm = Alarms[id];
            if ((name == "ring" ? alarm.Ring : alarm.Wake) != at)
            {
                continue;
            }
            fired.Add($"{id} {name}");
            alarm = name == "ring" ? alarm with { Ring = null } : alarm with { Wake = null };
            alarm = alarm with { Firings = Math.Min(16, alarm.Firings + 1) };
            if (name == "wake")
            {
                Put(id, alarm, alarm with { Wakes = alarm.Wakes + 1, WakeAt = alarm.Every > 0 ? now + alarm.Every : null, At = 0 }, now);
            }
            else if (!alarm.Muted)
            {
                Put(id, alarm, alarm with { Rings = alarm.Rings + 1 }, now);
            }
            else
            {
                Alarms[id] = alarm with { Version = alarm.Version + 1 };
            }
        }
        return fired;
    }

    public static One Of(MachineState state, long version) => new(
        state.Name, Time("at", state), state.Values.Bool("muted"), state.Values.Int("every"), Time("wakeAt", state), state.Values.Int("rings"), state.Values.Int("wakes"),
        state.Timers.DueMs("ring"), state.Timers.DueMs("wake"), version, state.Timers.Firings);

    /// <summary>Firings since a signature, and whether its other timer is due before.</summary>
    public static int RankOf(One alarm, string name)
    {
        var isSecond = name == "ring" ? alarm.Wake < alarm.Ring : alarm.Ring <= alarm.Wake;
        return Math.Min(16, alarm.Firings + (isSecond ? 1 : 0));
    }

    private static long? Time(string name, MachineState state) => state.Values.IsNone(name) ? null : state.Values.Time(name);

    private static long? Seen(One alarm, bool ring) => alarm.State != "Set" ? null : ring ? alarm.At : alarm.WakeAt;

    private void Put(string id, One old, One next, long now)
    {
        long? Armed(bool ring) => Seen(old, ring) == Seen(next, ring) ? (ring ? old.Ring : old.Wake) : Seen(next, ring) is { } due ? Math.Max(due, now + (next.Firings < 16 ? 60_000 : 86_400_000)) : null;
        Alarms[id] = next with { Ring = Armed(ring: true), Wake = Armed(ring: false), Version = old.Version + 1 };
    }
}
