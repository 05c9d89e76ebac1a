namespace Scew.Machines;

/// <summary>What holds in every state of an asset; a step that would break it is refused with the reason.</summary>
public sealed record MachineInvariant(string Reason, Func<MachineState, bool> Holds);
