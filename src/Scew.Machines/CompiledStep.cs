namespace Scew.Machines;

/// <summary>A whole step of a machine that was compiled from a text: who acts, guards, effects, invariants; inputs and state were checked before.</summary>
internal delegate StepResult CompiledStep(MachineState state, MachineValues input, MachineContext context);
