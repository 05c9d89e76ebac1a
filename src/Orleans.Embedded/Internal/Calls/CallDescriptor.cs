using System.Collections.Concurrent;
using System.Reflection;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace Orleans.Embedded;

/// <summary>What is the same for every call of one interface method.</summary>
internal sealed class CallDescriptor
{
    private readonly ConcurrentDictionary<Type, MethodInfo> _implementations = new();

    public CallDescriptor(Type interfaceType, MethodInfo method)
    {
        InterfaceType = interfaceType;
        Method = method;
        MethodName = method.Name;
        InterfaceName = GrainNames.InterfaceName(interfaceType);
        GrainInterfaceType = GrainNames.InterfaceTypeOf(interfaceType);
        OneWay = method.IsDefined(typeof(OneWayAttribute));
        ReadOnly = method.IsDefined(typeof(ReadOnlyAttribute));
        AlwaysInterleave = method.IsDefined(typeof(AlwaysInterleaveAttribute));
        ResponseTimeout = method.GetCustomAttribute<ResponseTimeoutAttribute>()?.Timeout;
        ParameterCount = method.GetParameters().Length;
        TokenIndex = Array.FindIndex(method.GetParameters(), p => p.ParameterType == typeof(CancellationToken));
    }

    public Type InterfaceType { get; }

    public MethodInfo Method { get; }

    public string MethodName { get; }

    public string InterfaceName { get; }

    public GrainInterfaceType GrainInterfaceType { get; }

    public bool OneWay { get; init; }

    public bool ReadOnly { get; }

    public bool AlwaysInterleave { get; }

    public TimeSpan? ResponseTimeout { get; }

    public int ParameterCount { get; }

    public int TokenIndex { get; }

    /// <summary>The method of a grain class that this call runs.</summary>
    public MethodInfo Implementation(Type grainClass)
    {
        return _implementations.GetOrAdd(
            grainClass,
            static (type, method) =>
            {
                if (!method.DeclaringType!.IsAssignableFrom(type))
                {
                    return method;
                }

                var map = type.GetInterfaceMap(method.DeclaringType);
                return map.TargetMethods[Array.IndexOf(map.InterfaceMethods, method)];
            },
            Method);
    }
}
