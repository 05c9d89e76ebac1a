namespace Scew.Machines;

/// <summary>What a step asks of other registers, in the order of the text; all of it happens or nothing does.</summary>
public abstract record MachineCall
{
    /// <summary>Another asset takes a transition.</summary>
    public sealed record Asset(string Id, string Transition, MachineValues Input) : MachineCall;

    /// <summary>A payment between two wallets; the asset's purse is opened when it is first paid to.</summary>
    public sealed record Payment(string From, string To, long Amount) : MachineCall;
}

/// <summary>Something that a step tells whoever follows the asset.</summary>
public sealed record MachineEvent(string Name, MachineValues Values);
