using Orleans.Runtime;

namespace Orleans.Metadata;

/// <summary>An attribute that describes a grain class by text properties.</summary>
public interface IGrainPropertiesProviderAttribute
{
    /// <summary>Adds the attribute's properties.</summary>
    /// <param name="services">The silo's services.</param>
    /// <param name="grainClass">The class.</param>
    /// <param name="grainType">Its type name.</param>
    /// <param name="properties">Where the properties go.</param>
    void Populate(IServiceProvider services, Type grainClass, GrainType grainType, Dictionary<string, string> properties);
}
