namespace Scew.Homomorphic.Ordered;

/// <summary>What comparing a record with a token says.</summary>
public enum OrderOutcome
{
    /// <summary>The stored value is below the argument.</summary>
    Less,

    /// <summary>The stored value is the argument.</summary>
    Equal,

    /// <summary>The stored value is above the argument.</summary>
    Greater,

    /// <summary>The token was made for another record.</summary>
    Stale,

    /// <summary>The token has not the form of one.</summary>
    BadToken,

    /// <summary>The record has not the form of one.</summary>
    CorruptRecord,
}
