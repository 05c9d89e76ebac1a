using Orleans.Metadata;
using Orleans.Runtime;

namespace Orleans;

/// <summary>Names a grain class, so that its identity outlives renames. Without it the name is the class name without "Grain", in lower case.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public sealed class GrainTypeAttribute : Attribute, IGrainTypeProviderAttribute
{
    private readonly GrainType _grainType;

    /// <summary>Names the class.</summary>
    /// <param name="grainType">The name.</param>
    public GrainTypeAttribute(string grainType)
    {
        _grainType = GrainType.Create(grainType);
    }

    /// <inheritdoc />
    public GrainType GetGrainType(IServiceProvider services, Type type) => _grainType;
}
