using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Storage;

namespace Orleans.Embedded;

/// <summary>Fills in constructor parameters marked <see cref="PersistentStateAttribute"/>.</summary>
internal static class PersistentStates
{
    private static readonly MethodInfo s_create = typeof(PersistentStates).GetMethod(nameof(Create), BindingFlags.Static | BindingFlags.NonPublic)!;

    public static Func<Activation, object?> Resolver(ParameterInfo parameter, IFacetMetadata facet)
    {
        var type = parameter.ParameterType;
        if (facet is not IPersistentStateConfiguration configuration || !type.IsGenericType || type.GetGenericTypeDefinition() != typeof(IPersistentState<>))
        {
            throw new OrleansConfigurationException($"Parameter {parameter.Name} of {parameter.Member.DeclaringType}: [PersistentState] stands on IPersistentState<T>.");
        }

        var create = s_create.MakeGenericMethod(type.GetGenericArguments()).CreateDelegate<Func<Activation, IPersistentStateConfiguration, object>>();
        return activation => create(activation, configuration);
    }

    private static PersistentState<TState> Create<TState>(Activation activation, IPersistentStateConfiguration configuration)
    {
        var storage = activation.Silo.Services.GetKeyedService<IGrainStorage>(configuration.StorageName)
            ?? throw new BadProviderConfigException(
                $"No storage provider named '{configuration.StorageName}' found while loading grain type {activation.Class.Type.FullName}.");
        var state = new PersistentState<TState>(configuration, activation.GrainId, storage);
        activation.ObservableLifecycle.Subscribe(configuration.StateName, GrainLifecycleStage.SetupState, state);
        return state;
    }
}
