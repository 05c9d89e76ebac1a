using System.Collections.Immutable;
using Scew.Machines.Language.Compiling;

namespace Scew.Machines;

/// <summary>The way from assets of the machine <see cref="From"/> to the machine that declares it.</summary>
public sealed class Migration
{
    private readonly ImmutableSortedDictionary<string, StepCode> _states;

    private readonly ImmutableSortedDictionary<string, ImmutableArray<Declaration>> _values;

    internal Migration(Machine older, ImmutableSortedDictionary<string, StepCode> states)
    {
        From = older.Name;
        MayLeave = older.MayLeave;
        LeaveCost = older.LeaveCost;
        _states = states;
        // Not the older machine itself: whoever remembers the newest would remember all.
        _values = older.States.Skip(1).ToImmutableSortedDictionary(static state => state, state => older.ValuesOf(state), StringComparer.Ordinal);
    }

    /// <summary>The word of the older machine: whether those who sign may move an asset in this state.</summary>
    public Func<MachineState, MachineContext, bool> MayLeave { get; }

    /// <summary>Most operations of asking that.</summary>
    internal int LeaveCost { get; }

    /// <summary>Most operations of a move.</summary>
    internal long Cost { get; init; }

    /// <summary>Name of the older machine.</summary>
    public string From { get; }

    /// <summary>Old states that lead on, with the new state of each.</summary>
    public ImmutableSortedDictionary<string, string> States => _states.ToImmutableSortedDictionary(static pair => pair.Key, static pair => pair.Value.To, StringComparer.Ordinal);

    /// <summary>Why no asset of the older machine can be like this, or null.</summary>
    public string? Refuse(MachineState old)
    {
        if (!_values.TryGetValue(old.Name, out var declared))
        {
            return $"no asset of the older machine is {old.Name}";
        }
        var wrong = declared.FirstOrDefault(one => old.Values.Find(one.Name) is not { } value || one.Type.Refuse(value) is not null);
        return wrong is not null ? $"an asset that is {old.Name} has a value '{wrong.Name}' of type {wrong.Type}"
            : old.Values.Count > declared.Length ? $"an asset that is {old.Name} has {declared.Length} values" : null;
    }

    /// <summary>The asset's state under the new machine, or why it cannot move now. The owner stays unless the migration sets another.</summary>
    public StepResult Apply(MachineState old, MachineContext context)
    {
        if (!_states.TryGetValue(old.Name, out var code))
        {
            return new StepResult.Refused(new MachineRefusal(
                MachineRefusal.WrongState, $"assets move over from {string.Join(" or ", _states.Keys)}, and this one is {old.Name}", "migrate", old, AllowedFrom: [.. _states.Keys]));
        }
        var start = old with { Name = code.Layout.Start, Values = MachineValues.Empty, Timers = ArmedTimers.None };
        return code.Run(start, old.Values, context) switch
        {
            StepResult.Refused refused => new StepResult.Refused(refused.Refusal with { State = old }),
            var other => other,
        };
    }
}
