using Orleans.Configuration;
using Orleans.Runtime;

namespace Orleans.Embedded;

/// <summary>The grain classes of one silo, checked.</summary>
internal sealed class GrainManifest
{
    private readonly Dictionary<GrainType, GrainClass> _classes = [];
    private readonly Dictionary<Type, List<GrainClass>> _interfaces = [];

    /// <summary>Reads and checks the classes and the interfaces.</summary>
    /// <exception cref="OrleansConfigurationException">A name is taken twice, or an interface uses what may not cross a grain boundary.</exception>
    public GrainManifest(GrainTypeOptions options)
    {
        foreach (var type in options.Classes.OrderBy(t => t.FullName, StringComparer.Ordinal))
        {
            var grainClass = new GrainClass(type);
            if (!_classes.TryAdd(grainClass.GrainType, grainClass))
            {
                throw new OrleansConfigurationException(
                    $"Grain classes {_classes[grainClass.GrainType].Type} and {type} are both named '{grainClass.GrainType}'. Name one with [GrainType].");
            }

            foreach (var interfaceType in grainClass.Interfaces)
            {
                if (!_interfaces.TryGetValue(interfaceType, out var list))
                {
                    _interfaces.Add(interfaceType, list = []);
                }

                list.Add(grainClass);
            }
        }

        GrainContracts.Require(_interfaces.Keys.Union(options.Interfaces));
    }

    public int Count => _classes.Count;

    public GrainClass? Find(GrainType type) => _classes.GetValueOrDefault(type);

    /// <summary>The class that serves an interface; null when this silo has none.</summary>
    /// <exception cref="ArgumentException">Several classes do, and the prefix does not choose one.</exception>
    public GrainType? ClassOf(Type interfaceType, string? prefix)
    {
        if (!_interfaces.TryGetValue(interfaceType, out var classes))
        {
            return null;
        }

        var matching = prefix is null ? classes : classes.Where(c => c.Type.FullName!.StartsWith(prefix, StringComparison.Ordinal)).ToList();
        if (matching.Count < 2)
        {
            return matching.FirstOrDefault()?.GrainType;
        }

        // By convention IName is served by Name, whatever other classes implement it too.
        return matching.FirstOrDefault(c => string.Equals(interfaceType.Name, "I" + c.Type.Name, StringComparison.Ordinal))?.GrainType
            ?? throw new ArgumentException(
                $"Unable to identify a single appropriate grain type for interface {interfaceType}: {string.Join(", ", matching.Select(c => c.Type))}.",
                nameof(interfaceType));
    }
}
