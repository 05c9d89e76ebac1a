namespace Scew.Machines;

/// <summary>Kinds of declared values; the numbers are the tags of <see cref="MachineValues.Encode"/>: append only, 6 means "none" there.</summary>
public enum MachineTypeKind : byte
{
    /// <summary>Of "none" alone; nothing is declared with it.</summary>
    Nothing = 0,

    /// <summary>A signed 64-bit integer.</summary>
    Int = 1,

    /// <summary>UTF-8 text of a bounded length.</summary>
    Text = 2,

    /// <summary>True or false.</summary>
    Bool = 3,

    /// <summary>An account.</summary>
    Account = 4,

    /// <summary>Unix time in milliseconds, 0 to 2^53-1.</summary>
    Time = 5,

    /// <summary>An integer from 0 to 2^63-1; its value is encoded as an integer.</summary>
    Amount = 7,

    /// <summary>A length of time in milliseconds, within 2^53-1 of 0.</summary>
    Duration = 8,

    /// <summary>Bytes of a fixed length.</summary>
    Bytes = 9,

    /// <summary>A case of an enumeration.</summary>
    Choice = 10,

    /// <summary>A bounded list.</summary>
    List = 11,

    /// <summary>A bounded map.</summary>
    Map = 12,

    /// <summary>Named fields.</summary>
    Record = 13,

    /// <summary>The id of an asset; encoded as text.</summary>
    Asset = 14,

    /// <summary>The id of a wallet; encoded as text.</summary>
    Wallet = 15,
}
