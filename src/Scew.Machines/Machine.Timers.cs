using System.Globalization;
using Scew.Protocol;
using Scew.Protocol.Codec;

namespace Scew.Machines;

/// <summary>
/// Transitions that time takes. A timer is armed when a step changes the time at which its transition is due, and consumed by firing, so each value of a condition
/// fires at most once.
/// </summary>
public sealed partial class Machine
{
    /// <summary>A timer is armed at least this long after the block that arms it, so no asset keeps a group busy.</summary>
    public const long MinAheadMs = 60_000;

    /// <summary>
    /// After so many firings without a step that somebody signed, timers are armed at least <see cref="RestMs"/> ahead: a signature pays for a few firings, not for a busy asset
    /// for ever. A step that another asset calls pays for none.
    /// </summary>
    public const int FreeFirings = 16;

    /// <summary>A day.</summary>
    public const long RestMs = 24 * 60 * 60_000;

    /// <summary>
    /// Takes an automatic transition whose time has come. The caller of <paramref name="context"/> becomes the asset's owner, without co-signers; a guard of an automatic
    /// transition should not look at them. Who may act does not count.
    /// </summary>
    public FiredTimer Fire(MachineState state, string transition, MachineContext context)
    {
        var consumed = state with { Timers = state.Timers.Disarm(transition) };
        var byTime = context with { Caller = state.Owner, CoSigners = [] };
        return TakeByTime(consumed, transition, byTime) switch
        {
            StepResult.Next next => new FiredTimer(next.State, null) { Calls = next.Calls, Events = next.Events },
            StepResult.Refused refused => new FiredTimer(Spend(state, transition), refused.Refusal),
            _ => throw new InvariantException("a step leads on or is refused"),
        };
    }

    /// <summary>An asset of an older machine becomes one of this; its timers begin anew.</summary>
    public StepResult Migrate(MachineState old, Migration migration, MachineContext context)
    {
        var result = migration.Apply(old, context);
        var before = old with { Name = States[0], Values = MachineValues.Empty, Timers = ArmedTimers.None };
        return result is StepResult.Next next ? next with { State = next.State with { Timers = TimersAfter(before, next.State, 0, context.TimeMs) } } : result;
    }

    /// <summary>The state after a timer that fired for nothing: what its transition asked of others was refused.</summary>
    public static MachineState Spend(MachineState state, string transition) => state with { Timers = state.Timers.Disarm(transition).Counted(state.Timers.Firings + 1) };

    private StepResult TakeByTime(MachineState state, string transition, MachineContext context)
    {
        if (_automatic.FirstOrDefault(automatic => automatic.Name == transition) is not { } found)
        {
            return Refused(MachineRefusal.UnknownTransition, $"{Name} has no transition '{transition}' that time takes", transition, state);
        }
        if (!found.From.Contains(state.Name))
        {
            return Refused(MachineRefusal.WrongState, WrongState(found, state), transition, state);
        }
        return Take(found, state, MachineValues.Empty, context);
    }

    private static string TakenByTime(Transition transition, MachineState state) => state.Timers.DueMs(transition.Name) is { } due
        ? $"taken by time, at {Instant(due)}"
        : $"taken by time, when {transition.Automatic!.Text}";

    /// <summary>A condition whose value stays leaves its timer as it was, armed or consumed.</summary>
    private ArmedTimers TimersAfter(MachineState before, MachineState after, int firings, long timeMs)
    {
        var timers = before.Timers;
        var earliest = timeMs + (firings < FreeFirings ? MinAheadMs : RestMs);
        foreach (var transition in _automatic)
        {
            var due = Due(transition, after);
            if (due == Due(transition, before))
            {
                continue;
            }
            timers = due is { } at
                ? timers.Arm(transition.Name, Math.Min(Math.Max(at, earliest), CodecReader.MaxCounter))
                : timers.Disarm(transition.Name);
        }
        return timers.Counted(firings);
    }

    /// <summary>The firings since a signature, after this step.</summary>
    private static int FiringsAfter(Transition transition, MachineState before, MachineContext context)
    {
        var isCalled = context.CallerMachine.Length > 0;
        return transition.Automatic is not null ? before.Timers.Firings + 1 : isCalled ? before.Timers.Firings : 0;
    }

    private static string Instant(long unixMs) => unixMs <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
        ? DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
        : "no date";

    private static long? Due(Transition transition, MachineState state) =>
        transition.From.Contains(state.Name) ? transition.Automatic!.DueMs(state) : null;
}
