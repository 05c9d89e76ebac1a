using System.Collections.Immutable;
using Scew.Homomorphic.Modules;
using Scew.Protocol.Registers;

namespace Scew.Ledger;

/// <summary>Where the execution of a block stands.</summary>
public abstract record ExecutionStep
{
    /// <summary>
    /// Execution goes on when all of this is there. <paramref name="Registers"/>: answered in any order and in any number of pieces. Where there are <paramref name="Ahead"/> or
    /// <paramref name="Questions"/>, no registers are asked for: whoever executes runs the steps as it likes, beside each other or not at all, asks a secure module every question, in any
    /// order and at once, and resumes with one reply for each.
    /// </summary>
    public sealed record Needs(ImmutableArray<RegisterKey> Registers, ImmutableArray<StepAhead> Ahead, ImmutableArray<ModuleCall> Questions) : ExecutionStep;

    /// <summary>The block is executed.</summary>
    public sealed record Done(BlockOutcome Outcome) : ExecutionStep;
}
