using System.Collections.Immutable;

namespace Scew.Machines;

/// <summary>
/// Why a step was refused: a stable code, a sentence, and what it was judged by. <paramref name="Input"/> names the input that is wrong;
/// <paramref name="AllowedFrom"/> lists the states from which the transition leads on.
/// </summary>
public sealed record MachineRefusal(
    string Code, string Message, string Transition, MachineState State, string? Input = null, ImmutableArray<string> AllowedFrom = default)
{
    /// <summary>The machine has no such transition.</summary>
    public const string UnknownTransition = "unknown-transition";

    /// <summary>The asset is in a state from which this transition does not lead on.</summary>
    public const string WrongState = "wrong-state";

    /// <summary>An input is missing, unknown or of the wrong type.</summary>
    public const string BadInput = "bad-input";

    /// <summary>A guard, or the rule who may act, says no; the message is its own sentence.</summary>
    public const string GuardRefused = "guard-refused";

    /// <summary>The step would break an invariant of the machine; the message is its own sentence.</summary>
    public const string InvariantRefused = "invariant-refused";
}
