using System.Collections.Immutable;
using Scew.Protocol.Registers;

namespace Scew.Ledger;

/// <summary>Where the execution of a block stands.</summary>
public abstract record ExecutionStep
{
    /// <summary>Execution goes on when these registers are answered, in any order and in any number of pieces.</summary>
    public sealed record Needs(ImmutableArray<RegisterKey> Registers) : ExecutionStep;

    /// <summary>The block is executed.</summary>
    public sealed record Done(BlockOutcome Outcome) : ExecutionStep;
}
