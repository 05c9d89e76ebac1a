using System.Collections.Concurrent;
using System.Reflection;
using Orleans.Runtime;

namespace Orleans.Embedded;

/// <summary>Refuses grain interfaces whose methods take or return what may not cross a grain boundary.</summary>
internal static class GrainContracts
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<string>> s_checked = new();

    /// <summary>Checks the interfaces and names everything that is wrong with them.</summary>
    /// <exception cref="OrleansConfigurationException">Something is.</exception>
    public static void Require(IEnumerable<Type> interfaces)
    {
        var problems = interfaces.OrderBy(i => i.FullName, StringComparer.Ordinal).SelectMany(ProblemsOf).ToList();
        if (problems.Count > 0)
        {
            throw new OrleansConfigurationException("Grain interfaces use what may not cross a grain boundary:" + Environment.NewLine + string.Join(Environment.NewLine, problems));
        }
    }

    public static IReadOnlyList<string> ProblemsOf(Type interfaceType)
    {
        return s_checked.GetOrAdd(interfaceType, static type => type.IsInterface ? [.. ProxyFactory.MethodsOf(type).SelectMany(ProblemsOf)] : [$"{type} is no interface."]);
    }

    private static IEnumerable<string> ProblemsOf(MethodInfo method)
    {
        var name = $"{method.DeclaringType!.FullName}.{method.Name}";
        if (method.IsSpecialName)
        {
            return [$"{name}: a grain interface has methods only, no properties or events."];
        }

        if (method.IsGenericMethod)
        {
            return [$"{name}: generic methods are not supported."];
        }

        var problems = new List<string>();
        CheckReturn(method, name, problems);
        var tokens = 0;
        foreach (var parameter in method.GetParameters())
        {
            var place = $"{name}({parameter.Name})";
            if (parameter.ParameterType.IsByRef)
            {
                problems.Add($"{place}: in, ref and out parameters are not supported.");
            }
            else if (parameter.ParameterType == typeof(CancellationToken))
            {
                tokens++;
            }
            else
            {
                TypeRules.Check(parameter.ParameterType, place, mutable: false, problems);
            }
        }

        if (tokens > 1)
        {
            problems.Add($"{name}: more than one CancellationToken.");
        }

        return problems;
    }

    private static void CheckReturn(MethodInfo method, string name, List<string> problems)
    {
        var type = method.ReturnType;
        if (type == typeof(Task) || type == typeof(ValueTask))
        {
            return;
        }

        var definition = type.IsGenericType ? type.GetGenericTypeDefinition() : null;
        var isStream = definition == typeof(IAsyncEnumerable<>);
        if (definition != typeof(Task<>) && definition != typeof(ValueTask<>) && !isStream)
        {
            problems.Add($"{name}: returns {type}, not Task, Task<T>, ValueTask, ValueTask<T> or IAsyncEnumerable<T>.");
            return;
        }

        TypeRules.Check(type.GetGenericArguments()[0], $"{name} (result)", mutable: false, problems);
        if (method.IsDefined(typeof(Concurrency.OneWayAttribute)))
        {
            problems.Add($"{name}: a one-way method returns Task or ValueTask.");
        }
    }
}
