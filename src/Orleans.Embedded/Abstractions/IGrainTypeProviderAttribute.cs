using Orleans.Runtime;

namespace Orleans.Metadata;

/// <summary>An attribute that names a grain class.</summary>
public interface IGrainTypeProviderAttribute
{
    /// <summary>The class's type name.</summary>
    /// <param name="services">The silo's services.</param>
    /// <param name="type">The class.</param>
    GrainType GetGrainType(IServiceProvider services, Type type);
}
