using Scew.Protocol.Registers;

namespace Scew.Machines;

/// <summary>How an asset's state stands in its register: contract = the machine's name, value = the encoded values.</summary>
public static class AssetRegister
{
    /// <summary>The register of an asset.</summary>
    public static Register ToRegister(string assetId, long version, string machine, MachineState state) =>
        new(new RegisterKey(RegisterKind.Asset, assetId), version, machine, state.Name, state.Owner, state.Values.Encode());

    /// <summary>The state that a register holds; null when its value is not one that <see cref="ToRegister"/> wrote.</summary>
    public static MachineState? ToState(Register register) =>
        MachineValues.Decode(register.Value) is { } values ? new MachineState(register.State, register.Owner, values) : null;
}
