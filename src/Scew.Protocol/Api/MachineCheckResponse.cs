using System.Collections.Immutable;

namespace Scew.Protocol.Api;

/// <summary>
/// <c>POST /v1/machines/check</c>: <paramref name="Name"/> is the hash of the text. Either <paramref name="Faults"/> says why the text is no machine, and the rest is absent; or the machine is
/// described and checked. <paramref name="Passes"/> where neither a fault nor an error keeps it from being deployed. One merchant's word.
/// </summary>
public sealed record MachineCheckResponse(string Name, bool Passes, ImmutableArray<MachineTextFault> Faults)
{
    /// <summary>The name that the text gives it.</summary>
    public string? Machine { get; init; }

    /// <summary>All states in the order of the text.</summary>
    public ImmutableArray<string>? States { get; init; }

    /// <summary>Those that end a life.</summary>
    public ImmutableArray<string>? FinalStates { get; init; }

    /// <summary>Names of the transitions in the order of the text.</summary>
    public ImmutableArray<string>? Transitions { get; init; }

    /// <summary>Most operations of one step.</summary>
    public int? Cost { get; init; }

    /// <summary>How far the check looked.</summary>
    public MachineExplored? Explored { get; init; }

    /// <summary>What is wrong, errors first.</summary>
    public ImmutableArray<MachineFinding>? Findings { get; init; }

    /// <summary>What could not be looked at, and why.</summary>
    public ImmutableArray<string>? Notes { get; init; }
}

/// <summary>What is wrong with a machine's text: line and column from 1, the offending text (at most 40 characters), a sentence, and what would be right where the sentence does not say it.</summary>
public sealed record MachineTextFault(int Line, int Column, string Text, string Message, string? Right);

/// <summary>How far a check looked; an operation is some 50 ns.</summary>
public sealed record MachineExplored(bool Exhaustive, int Situations, int Attempts, int Depth, int Walks, long Operations);

/// <summary>What goes wrong in some life: <paramref name="Severity"/> is <c>error</c> or <c>warning</c>, <paramref name="Steps"/> are lines of the shortest way to it, empty where there is none.</summary>
public sealed record MachineFinding(string Severity, string Code, string Subject, string Message, ImmutableArray<string> Steps);
