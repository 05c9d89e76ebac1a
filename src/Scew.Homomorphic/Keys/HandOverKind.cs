namespace Scew.Homomorphic.Keys;

/// <summary>What is handed over. The numbers stand in messages; append only.</summary>
public enum HandOverKind : byte
{
    /// <summary>A Paillier key, as it is exported: 257 or 385 bytes.</summary>
    PaillierKey = 1,

    /// <summary>The key of ordered variables, 32 bytes.</summary>
    VariableKey = 2,
}
