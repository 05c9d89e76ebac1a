using System.Collections.Immutable;
using Scew.Machines.Language.Compiling;

namespace Scew.Machines;

/// <summary>The way from assets of the machine <see cref="From"/> to the machine that declares it.</summary>
public sealed class Migration
{
    private readonly ImmutableSortedDictionary<string, StepCode> _states;

    internal Migration(string from, ImmutableSortedDictionary<string, StepCode> states)
    {
        From = from;
        _states = states;
    }

    /// <summary>Name of the older machine.</summary>
    public string From { get; }

    /// <summary>Old states that lead on, with the new state of each.</summary>
    public ImmutableSortedDictionary<string, string> States => _states.ToImmutableSortedDictionary(static pair => pair.Key, static pair => pair.Value.To, StringComparer.Ordinal);

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
