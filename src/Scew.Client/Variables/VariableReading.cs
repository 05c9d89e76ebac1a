namespace Scew.Client.Variables;

/// <summary>Whether a variable's record opened here.</summary>
public enum VariableReading
{
    /// <summary>It did.</summary>
    Value,

    /// <summary>Its key is not here: somebody else's variable whose key was not handed over, or another master secret made it.</summary>
    NoKey,

    /// <summary>It did, and the value lies beyond 64 bits, as sums of additive variables can.</summary>
    OutOfRange,

    /// <summary>The record is not one that its key makes.</summary>
    Corrupt,
}
