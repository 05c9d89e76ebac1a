namespace Orleans;

/// <summary>The identity of a serialized member, unique within its type and never reused.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property | AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Method)]
public sealed class IdAttribute : Attribute
{
    /// <summary>Gives the member its identity.</summary>
    /// <param name="id">The identity.</param>
    public IdAttribute(uint id)
    {
        Id = id;
    }

    /// <summary>The identity.</summary>
    public uint Id { get; }
}
