using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace Orleans.Embedded;

/// <summary>What the runtime needs to know about one grain class, read once.</summary>
internal sealed class GrainClass
{
    private readonly ConstructorInvoker _constructor;
    private readonly Func<Activation, object?>[] _parameters;

    public GrainClass(Type type)
    {
        Type = type;
        GrainType = GrainNames.TypeOf(type);
        Interfaces = [.. type.GetInterfaces().Where(IsGrainInterface)];
        if (Interfaces.Count == 0)
        {
            throw new OrleansConfigurationException($"Grain class {type} implements no grain interface.");
        }

        MainInterface = Interfaces.FirstOrDefault(i => !Interfaces.Any(other => other != i && i.IsAssignableFrom(other))) ?? Interfaces[0];
        Reentrant = type.IsDefined(typeof(ReentrantAttribute), inherit: true);
        FiltersItself = typeof(IIncomingGrainCallFilter).IsAssignableFrom(type);
        MaxWorkers = type.GetCustomAttribute<StatelessWorkerAttribute>()?.MaxLocalWorkers ?? 0;
        var constructor = ChooseConstructor(type);
        _constructor = ConstructorInvoker.Create(constructor);
        _parameters = [.. constructor.GetParameters().Select(Resolver)];
    }

    public Type Type { get; }

    public GrainType GrainType { get; }

    public IReadOnlyList<Type> Interfaces { get; }

    public Type MainInterface { get; }

    public bool Reentrant { get; }

    public bool FiltersItself { get; }

    public int MaxWorkers { get; }

    public bool IsStatelessWorker => MaxWorkers > 0;

    public static bool IsGrainClass(Type type)
    {
        return type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false }
            && typeof(IGrainBase).IsAssignableFrom(type)
            && typeof(IAddressable).IsAssignableFrom(type)
            && !typeof(GrainReference).IsAssignableFrom(type);
    }

    public static bool IsGrainInterface(Type type)
    {
        return type.IsInterface && typeof(IGrain).IsAssignableFrom(type)
            && type != typeof(IGrain) && type != typeof(IGrainWithStringKey) && type != typeof(IGrainWithIntegerKey);
    }

    /// <summary>Creates the instance, on the activation's first turn.</summary>
    public object Create(Activation activation)
    {
        var arguments = new object?[_parameters.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = _parameters[i](activation);
        }

        return _constructor.Invoke(arguments.AsSpan());
    }

    private static ConstructorInfo ChooseConstructor(Type type)
    {
        var constructors = type.GetConstructors();
        return constructors.FirstOrDefault(c => c.IsDefined(typeof(ActivatorUtilitiesConstructorAttribute)))
            ?? constructors.MaxBy(c => c.GetParameters().Length)
            ?? throw new OrleansConfigurationException($"Grain class {type} has no public constructor.");
    }

    private static Func<Activation, object?> Resolver(ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        if (parameter.GetCustomAttributes().OfType<IFacetMetadata>().FirstOrDefault() is { } facet)
        {
            return PersistentStates.Resolver(parameter, facet);
        }

        if (type == typeof(IGrainContext))
        {
            return static activation => activation;
        }

        if (parameter.GetCustomAttribute<FromKeyedServicesAttribute>() is { } keyed)
        {
            return activation => activation.ActivationServices.GetRequiredKeyedService(type, keyed.Key);
        }

        if (parameter.HasDefaultValue)
        {
            var fallback = parameter.DefaultValue;
            return activation => activation.ActivationServices.GetService(type) ?? fallback;
        }

        return activation => activation.ActivationServices.GetRequiredService(type);
    }
}
