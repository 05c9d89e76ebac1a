namespace Scew.Machines;

/// <summary>What a step came to: a next state or a refusal.</summary>
public abstract record StepResult
{
    /// <summary>The asset's next state.</summary>
    public sealed record Next(MachineState State) : StepResult;

    /// <summary>Nothing changes.</summary>
    public sealed record Refused(MachineRefusal Refusal) : StepResult;
}
