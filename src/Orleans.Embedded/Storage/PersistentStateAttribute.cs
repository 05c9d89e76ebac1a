using Orleans.Providers;

namespace Orleans.Runtime;

/// <summary>Says which record an <see cref="IPersistentState{TState}"/> constructor parameter is.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public class PersistentStateAttribute : Attribute, IFacetMetadata, IPersistentStateConfiguration
{
    /// <summary>Names the record.</summary>
    /// <param name="stateName">The record's name.</param>
    /// <param name="storageName">The storage provider's name; null for the default provider.</param>
    public PersistentStateAttribute(string stateName, string? storageName = null)
    {
        ArgumentNullException.ThrowIfNull(stateName);
        StateName = stateName;
        StorageName = storageName ?? ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME;
    }

    /// <inheritdoc />
    public string StateName { get; }

    /// <inheritdoc />
    public string StorageName { get; }
}
