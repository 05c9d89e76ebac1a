using System.Collections.Immutable;
using Scew.Protocol;

namespace Scew.Machines.Checking;

/// <summary>
/// One line of a step file: at a moment somebody (null: time) takes a transition, and what comes of it. With <paramref name="IsAlternative"/> it stands beside the line before: it starts
/// from the same asset, and nothing follows from it.
/// </summary>
public sealed record ScriptStep(
    long NowMs, long Height, Account? Caller, ImmutableArray<Account> CoSigners, string Transition, MachineValues Inputs, StepOutcome Expected, bool IsAlternative = false)
{
    /// <summary>In a <see cref="CallerMachine"/> the machine that is looked at, which has another name after every change of its text.</summary>
    public const string ThisMachine = "machine";

    /// <summary>Where an asset calls, the name of its machine; empty where a request calls.</summary>
    public string CallerMachine { get; init; } = string.Empty;

    /// <summary>Of a step by which a life begins with a move: the asset as it was. Its <see cref="Transition"/> is empty.</summary>
    public OlderAsset? Older { get; init; }

    /// <summary>It needs a call by an asset of another machine, which may never call so.</summary>
    internal bool IsGuess => CallerMachine.Length > 0 || Older?.Reached?.IsGuess == true;

    /// <summary>Comments before the line, without <c>#</c>.</summary>
    public ImmutableArray<string> Comments { get; init; } = [];
}

/// <summary>What a step comes to: the asset's state, or the code of a refusal. A sentence counts only where one is expected.</summary>
public sealed record StepOutcome(string? State, string? Code = null, string? Message = null)
{
    /// <summary>Whether <paramref name="actual"/> is what is expected here.</summary>
    public bool Fits(StepOutcome actual) =>
        State == actual.State && Code == actual.Code && (Message is null || Message == actual.Message);
}
