namespace Scew.Machines.Language.Compiling;

/// <summary>An invariant that reads values, state and owner alone.</summary>
internal sealed class CompiledInvariant(string reason, Typed holds, int locals, StateLayout layout)
{
    public string Reason { get; } = reason;

    public Typed Holds { get; } = holds;

    public int Locals { get; } = locals;

    /// <summary>For whoever has a state at hand.</summary>
    public MachineInvariant Public => new(Reason, state => Test(layout.Unpack(state), state));

    public bool Test(Scew.Protocol.Requests.MachineValue?[] values, MachineState state)
    {
        var frame = new Frame(values, MachineValues.Empty, NoContext, state.Owner, state.Name, Locals);
        return Types.IsTrue(Holds.Evaluate(frame)) && frame.Fault is null;
    }

    private static readonly MachineContext NoContext = new(default, [], 0, 0, string.Empty, default);
}
