namespace Scew.Homomorphic;

/// <summary>How a variable is compared with an argument: <c>variable op argument</c>. The numbers stand in envelopes; append only.</summary>
public enum Comparison : byte
{
    /// <summary>=</summary>
    Equal = 1,

    /// <summary>≠</summary>
    NotEqual = 2,

    /// <summary>≤</summary>
    LessOrEqual = 3,

    /// <summary>&lt;</summary>
    Less = 4,

    /// <summary>≥</summary>
    GreaterOrEqual = 5,

    /// <summary>&gt;</summary>
    Greater = 6,
}
