using System.Collections.Immutable;
using Scew.Protocol.Api;
using Scew.Protocol.Requests;

namespace Scew.Machines;

/// <summary>
/// Why a step was refused: a stable code, a sentence, and what it was judged by. <paramref name="Input"/> names the input that is wrong;
/// <paramref name="AllowedFrom"/> lists the states from which the transition leads on.
/// </summary>
public sealed record MachineRefusal(
    string Code, string Message, string Transition, MachineState State, string? Input = null, ImmutableArray<string> AllowedFrom = default)
{
    /// <summary>What the refusing guard looked at, in its own words, with the values found.</summary>
    public ImmutableArray<(string Text, MachineValue Value)> Because { get; init; } = [];

    /// <summary>The machine has no such transition.</summary>
    public const string UnknownTransition = Codes.UnknownTransition;

    /// <summary>The asset is in a state from which this transition does not lead on.</summary>
    public const string WrongState = Codes.WrongState;

    /// <summary>An input is missing, unknown or of the wrong type.</summary>
    public const string BadInput = Codes.BadInput;

    /// <summary>A guard, or the rule who may act, says no; the message is its own sentence.</summary>
    public const string GuardRefused = Codes.GuardRefused;

    /// <summary>A number, time, list or map would leave its range or bound; the message says which.</summary>
    public const string Overflow = Codes.Overflow;

    /// <summary>The step would break an invariant of the machine; the message is its own sentence.</summary>
    public const string InvariantRefused = Codes.InvariantRefused;
}
