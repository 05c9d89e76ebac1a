using Scew.Protocol;

namespace Scew.Homomorphic.Modules;

/// <summary>A module's answer for one operation or item.</summary>
/// <param name="Code">How it went.</param>
/// <param name="Holds">With ok, whether a comparison or range holds.</param>
/// <param name="Record">With ok, the new record of a sum; otherwise empty.</param>
public sealed record ModuleAnswer(ModuleCode Code, bool Holds, byte[] Record)
{
    /// <summary>A refusal.</summary>
    public static ModuleAnswer Refused(ModuleCode code)
    {
        Invariant.Require(code != ModuleCode.Ok, "a refusal has its code");
        return new ModuleAnswer(code, false, []);
    }

    /// <summary>Ok with a truth value.</summary>
    public static ModuleAnswer Truth(bool holds) => new(ModuleCode.Ok, holds, []);

    /// <summary>Ok with a record.</summary>
    public static ModuleAnswer Of(byte[] record) => new(ModuleCode.Ok, false, record);
}
