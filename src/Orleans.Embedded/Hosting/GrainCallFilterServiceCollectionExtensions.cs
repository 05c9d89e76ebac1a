using Microsoft.Extensions.DependencyInjection;
using Orleans.Embedded;

namespace Orleans.Hosting;

/// <summary>Registers call filters, which run in the order of registration.</summary>
public static class GrainCallFilterServiceCollectionExtensions
{
    /// <summary>Adds a filter.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="filter">The filter.</param>
    public static IServiceCollection AddIncomingGrainCallFilter(this IServiceCollection services, IIncomingGrainCallFilter filter)
    {
        return services.AddSingleton(filter);
    }

    /// <summary>Adds a filter that the services make.</summary>
    /// <typeparam name="TImplementation">The filter's type.</typeparam>
    /// <param name="services">The host's services.</param>
    public static IServiceCollection AddIncomingGrainCallFilter<TImplementation>(this IServiceCollection services)
        where TImplementation : class, IIncomingGrainCallFilter
    {
        return services.AddSingleton<IIncomingGrainCallFilter, TImplementation>();
    }

    /// <summary>Adds a filter as a function.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="filter">The filter.</param>
    public static IServiceCollection AddIncomingGrainCallFilter(this IServiceCollection services, IncomingGrainCallFilterDelegate filter)
    {
        return services.AddSingleton<IIncomingGrainCallFilter>(new IncomingFilterFunction(filter));
    }

    /// <summary>Adds a filter.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="filter">The filter.</param>
    public static IServiceCollection AddOutgoingGrainCallFilter(this IServiceCollection services, IOutgoingGrainCallFilter filter)
    {
        return services.AddSingleton(filter);
    }

    /// <summary>Adds a filter that the services make.</summary>
    /// <typeparam name="TImplementation">The filter's type.</typeparam>
    /// <param name="services">The host's services.</param>
    public static IServiceCollection AddOutgoingGrainCallFilter<TImplementation>(this IServiceCollection services)
        where TImplementation : class, IOutgoingGrainCallFilter
    {
        return services.AddSingleton<IOutgoingGrainCallFilter, TImplementation>();
    }

    /// <summary>Adds a filter as a function.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="filter">The filter.</param>
    public static IServiceCollection AddOutgoingGrainCallFilter(this IServiceCollection services, OutgoingGrainCallFilterDelegate filter)
    {
        return services.AddSingleton<IOutgoingGrainCallFilter>(new OutgoingFilterFunction(filter));
    }
}
