using System.Collections.Immutable;

namespace Scew.Machines;

/// <summary>What a step came to: a next state or a refusal.</summary>
public abstract record StepResult
{
    /// <summary>The asset's next state, and what else belongs to the step.</summary>
    public sealed record Next(MachineState State) : StepResult
    {
        /// <summary>What it asks of other registers.</summary>
        public ImmutableArray<MachineCall> Calls { get; init; } = [];

        /// <summary>What it tells.</summary>
        public ImmutableArray<MachineEvent> Events { get; init; } = [];

        /// <summary>What it takes from the asset's owner, as the machine declares it; 0 or more.</summary>
        public long Takes { get; init; }
    }

    /// <summary>Nothing changes.</summary>
    public sealed record Refused(MachineRefusal Refusal) : StepResult;
}
