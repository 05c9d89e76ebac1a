using Orleans.Runtime;

namespace Orleans.Embedded;

/// <summary>What the references of one silo to one interface have in common.</summary>
internal sealed class ReferenceShared(Silo silo, Type interfaceType)
{
    public Silo Silo => silo;

    public GrainInterfaceType InterfaceType { get; } = GrainNames.InterfaceTypeOf(interfaceType);
}
