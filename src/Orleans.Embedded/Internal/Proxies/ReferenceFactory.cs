using System.Collections.Concurrent;
using Orleans.Runtime;

namespace Orleans.Embedded;

/// <summary>Makes the references of one silo, by interface.</summary>
internal sealed class ReferenceFactory(Silo silo)
{
    private readonly ConcurrentDictionary<Type, (ReferenceShared Shared, Func<ReferenceShared, GrainId, GrainReference> Create)> _interfaces = new();

    public GrainReference Create(Type interfaceType, GrainId grainId)
    {
        var (shared, create) = _interfaces.GetOrAdd(
            interfaceType,
            static (type, owner) => (new ReferenceShared(owner, type), ProxyFactory.For(type)),
            silo);
        return create(shared, grainId);
    }
}
