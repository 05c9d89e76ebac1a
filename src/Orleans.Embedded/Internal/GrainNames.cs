using System.Reflection;
using Orleans.Metadata;
using Orleans.Runtime;

namespace Orleans.Embedded;

/// <summary>The names of grain classes and interfaces, by Orleans' conventions.</summary>
internal static class GrainNames
{
    private static readonly IServiceProvider s_noServices = new NoServices();

    public static GrainType TypeOf(Type grainClass)
    {
        foreach (var attribute in grainClass.GetCustomAttributes(inherit: false))
        {
            if (attribute is IGrainTypeProviderAttribute provider)
            {
                return provider.GetGrainType(s_noServices, grainClass);
            }
        }

#pragma warning disable CA1308 // The convention is lower case; nothing is compared that would need upper case.
        var name = grainClass.Name.ToLowerInvariant();
#pragma warning restore CA1308
        const string suffix = "grain";
        return GrainType.Create(name.EndsWith(suffix, StringComparison.Ordinal) && name.Length > suffix.Length ? name[..^suffix.Length] : name);
    }

    public static GrainInterfaceType InterfaceTypeOf(Type interfaceType)
    {
        return GrainInterfaceType.Create(interfaceType.GetCustomAttribute<AliasAttribute>()?.Alias ?? interfaceType.FullName ?? interfaceType.Name);
    }

    /// <summary>What filters see as the interface's name: the full name, except for the runtime's own interfaces.</summary>
    public static string InterfaceName(Type interfaceType)
    {
        return interfaceType == typeof(IGrainTimerInvoker) ? nameof(IGrainTimerInvoker) : interfaceType.FullName ?? interfaceType.Name;
    }

    private sealed class NoServices : IServiceProvider
    {
        public object? GetService(Type serviceType) => null;
    }
}
