namespace Scew.Homomorphic.Modules;

/// <summary>What ciphertext alone cannot do. The numbers stand between grains; append only.</summary>
public enum DelegatedKind : byte
{
    /// <summary>Compare an additive variable.</summary>
    CompareAdditive = 1,

    /// <summary>Ask whether an additive variable lies between the bounds.</summary>
    RangeAdditive = 2,

    /// <summary>Add to an ordered variable.</summary>
    SumOrdered = 3,
}
