using System.Collections.Immutable;
using Scew.Protocol.Registers;

namespace Scew.Ledger;

/// <summary>Where the execution of a block stands.</summary>
public abstract record ExecutionStep
{
    /// <summary>
    /// Execution goes on when these registers are answered, in any order and in any number of pieces. Where there are <paramref name="Ahead"/>, none are asked for: whoever
    /// executes runs these steps as it likes, beside each other or not at all, and resumes without answers.
    /// </summary>
    public sealed record Needs(ImmutableArray<RegisterKey> Registers, ImmutableArray<StepAhead> Ahead) : ExecutionStep;

    /// <summary>The block is executed.</summary>
    public sealed record Done(BlockOutcome Outcome) : ExecutionStep;
}
