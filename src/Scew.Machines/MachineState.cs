using Scew.Protocol;
using Scew.Protocol.Requests;

namespace Scew.Machines;

/// <summary>Where an asset stands: the state's name, the owner and the values.</summary>
public sealed record MachineState(string Name, Account Owner, MachineValues Values)
{
    /// <summary>What time will do to it.</summary>
    public ArmedTimers Timers { get; init; } = ArmedTimers.None;

    /// <summary>The same with one value set.</summary>
    public MachineState With(string name, MachineValue value) => this with { Values = Values.Set(name, value) };

    /// <summary>The same with an account set.</summary>
    public MachineState With(string name, Account value) => this with { Values = Values.Set(name, value) };
}
