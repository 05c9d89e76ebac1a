using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Orleans.Embedded;

/// <summary>Finds the grain classes of every assembly that uses this library, starting from the loaded ones.</summary>
internal sealed class GrainTypeScan : IConfigureOptions<GrainTypeOptions>
{
    private static readonly ConcurrentDictionary<Assembly, Type[]> s_classes = new();
    private static readonly string s_library = typeof(GrainTypeScan).Assembly.GetName().Name!;

    public void Configure(GrainTypeOptions options)
    {
        foreach (var assembly in Users())
        {
            options.Classes.UnionWith(s_classes.GetOrAdd(assembly, static a => [.. TypesOf(a).Where(GrainClass.IsGrainClass)]));
        }
    }

    private static IEnumerable<Type> TypesOf(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException error)
        {
            // Types whose own references are missing cannot be grains of this process.
            return error.Types.OfType<Type>();
        }
    }

    private static HashSet<Assembly> Users()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var users = new HashSet<Assembly>();
        var pending = new Queue<Assembly>(AppDomain.CurrentDomain.GetAssemblies().Where(a => !a.IsDynamic));
        while (pending.TryDequeue(out var assembly))
        {
            var references = assembly.GetReferencedAssemblies();
            if (references.Any(r => string.Equals(r.Name, s_library, StringComparison.Ordinal)))
            {
                users.Add(assembly);
            }

            foreach (var reference in references)
            {
                if (!IsPlatform(reference.Name!) && seen.Add(reference.Name!) && TryLoad(reference) is { } loaded)
                {
                    pending.Enqueue(loaded);
                }
            }
        }

        return users;
    }

    private static bool IsPlatform(string name)
    {
        return name.StartsWith("System", StringComparison.Ordinal) || name.StartsWith("Microsoft.", StringComparison.Ordinal)
            || name is "mscorlib" or "netstandard" or "WindowsBase";
    }

    private static Assembly? TryLoad(AssemblyName name)
    {
        try
        {
            return Assembly.Load(name);
        }
        catch (Exception error) when (error is FileNotFoundException or FileLoadException or BadImageFormatException)
        {
            return null;
        }
    }
}
