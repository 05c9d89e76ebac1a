using Scew.Protocol.Codec;
using Scew.Protocol.Registers;

namespace Scew.Machines;

/// <summary>How an asset's state stands in its register: contract = the machine's name, value = the encoded values and, where there are any, the armed timers.</summary>
public static class AssetRegister
{
    /// <summary>The register of an asset.</summary>
    public static Register ToRegister(string assetId, long version, string machine, MachineState state)
    {
        var writer = new CodecWriter(256);
        state.Values.Write(writer);
        state.Timers.Write(writer);
        return new Register(new RegisterKey(RegisterKind.Asset, assetId), version, machine, state.Name, state.Owner, writer.ToArray());
    }

    /// <summary>The state that a register holds; null when its value is not one that <see cref="ToRegister"/> wrote.</summary>
    public static MachineState? ToState(Register register)
    {
        var reader = new CodecReader(register.Value);
        return MachineValues.Read(ref reader) is { } values && ArmedTimers.Read(ref reader) is { } timers
            ? new MachineState(register.State, register.Owner, values) { Timers = timers }
            : null;
    }
}
