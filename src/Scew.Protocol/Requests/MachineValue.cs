namespace Scew.Protocol.Requests;

/// <summary>
/// A typed value of a machine, closed and append only; the canonical JSON is a one-member object naming the type: <c>{"int":"5"}</c>, <c>{"text":"drill"}</c>,
/// <c>{"bool":true}</c>, <c>{"account":"..."}</c>, <c>{"time":1790000000000}</c>, <c>{"none":true}</c>.
/// </summary>
public abstract record MachineValue
{
    /// <summary>A signed 64-bit integer or an amount.</summary>
    public sealed record Int(long Value) : MachineValue;

    /// <summary>Text of at most 1,024 UTF-8 bytes.</summary>
    public sealed record Text(string Value) : MachineValue;

    /// <summary>True or false.</summary>
    public sealed record Bool(bool Value) : MachineValue;

    /// <summary>An account.</summary>
    public sealed record AccountRef(Account Value) : MachineValue;

    /// <summary>Unix time in milliseconds, 0 to 2^53-1.</summary>
    public sealed record Time(long UnixMs) : MachineValue;

    /// <summary>No value.</summary>
    public sealed record None : MachineValue;
}
