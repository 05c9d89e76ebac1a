using System.Collections.Immutable;
using Scew.Machines.Language.Compiling;

namespace Scew.Machines;

/// <summary>Decides from state, input and context; total and without effects.</summary>
public delegate bool GuardTest(MachineState state, MachineValues input, MachineContext context);

/// <summary>The asset's next state; its <see cref="MachineState.Name"/> is set to the transition's target afterwards.</summary>
public delegate MachineState Effect(MachineState state, MachineValues input, MachineContext context);

/// <summary>A condition with the sentence that is given when it does not hold. One that reads no input can be answered before there is any.</summary>
public sealed record Guard(string Reason, GuardTest Test, bool ReadsInput = true);

/// <summary>Who may act, by name (for people and drawings) and by test; the reason is given to everybody else.</summary>
public sealed record Actors(string Name, string Reason, Func<MachineState, MachineContext, bool> May)
{
    /// <summary>Every account.</summary>
    public static Actors Anyone { get; } = new("anyone", string.Empty, static (_, _) => true);

    /// <summary>The asset's owner.</summary>
    public static Actors Owner(string reason) => new("owner", reason, static (state, context) => context.Caller == state.Owner);
}

/// <summary>
/// A step in an asset's life, from any of <paramref name="From"/> to <paramref name="To"/>. Checked in this order: state, inputs, actor, guards in order,
/// and after the effect the machine's invariants. With <paramref name="Automatic"/> time takes it, nobody else: it has no inputs, and its guards should not look at the caller.
/// </summary>
public sealed record Transition(
    string Name,
    ImmutableArray<string> From,
    string To,
    ImmutableArray<Declaration> Inputs,
    Actors Who,
    ImmutableArray<Guard> Guards,
    Effect Effect,
    TimerCondition? Automatic = null)
{
    /// <summary>Most operations of one step, as its text tells; 0 for a machine that ships as C#.</summary>
    public int Cost { get; init; }

    /// <summary>Most calls and payments that one step asks for itself.</summary>
    public int MaxCalls { get; init; }

    /// <summary>Where it comes from a text, the whole step.</summary>
    internal StepCode? Code { get; init; }

    /// <summary>The input called <paramref name="name"/>, or null.</summary>
    public Declaration? Input(string name)
    {
        foreach (var input in Inputs)
        {
            if (string.Equals(input.Name, name, StringComparison.Ordinal))
            {
                return input;
            }
        }
        return null;
    }
}
