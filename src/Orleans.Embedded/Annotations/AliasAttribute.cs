namespace Orleans;

/// <summary>A name for a type (globally unique) or method (unique in its interface) that outlives renames.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Interface | AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Method, AllowMultiple = true)]
public sealed class AliasAttribute : Attribute
{
    /// <summary>Names the type or method.</summary>
    /// <param name="alias">The name.</param>
    public AliasAttribute(string alias)
    {
        Alias = alias;
    }

    /// <summary>The name.</summary>
    public string Alias { get; }
}
