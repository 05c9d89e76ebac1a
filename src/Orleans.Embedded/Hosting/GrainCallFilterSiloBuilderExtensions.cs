namespace Orleans.Hosting;

/// <summary>Registers call filters, which run in the order of registration.</summary>
public static class GrainCallFilterSiloBuilderExtensions
{
    /// <summary>Adds a filter.</summary>
    /// <param name="builder">The silo.</param>
    /// <param name="filter">The filter.</param>
    public static ISiloBuilder AddIncomingGrainCallFilter(this ISiloBuilder builder, IIncomingGrainCallFilter filter)
    {
        builder.Services.AddIncomingGrainCallFilter(filter);
        return builder;
    }

    /// <summary>Adds a filter that the services make.</summary>
    /// <typeparam name="TImplementation">The filter's type.</typeparam>
    /// <param name="builder">The silo.</param>
    public static ISiloBuilder AddIncomingGrainCallFilter<TImplementation>(this ISiloBuilder builder)
        where TImplementation : class, IIncomingGrainCallFilter
    {
        builder.Services.AddIncomingGrainCallFilter<TImplementation>();
        return builder;
    }

    /// <summary>Adds a filter as a function.</summary>
    /// <param name="builder">The silo.</param>
    /// <param name="filter">The filter.</param>
    public static ISiloBuilder AddIncomingGrainCallFilter(this ISiloBuilder builder, IncomingGrainCallFilterDelegate filter)
    {
        builder.Services.AddIncomingGrainCallFilter(filter);
        return builder;
    }

    /// <summary>Adds a filter.</summary>
    /// <param name="builder">The silo.</param>
    /// <param name="filter">The filter.</param>
    public static ISiloBuilder AddOutgoingGrainCallFilter(this ISiloBuilder builder, IOutgoingGrainCallFilter filter)
    {
        builder.Services.AddOutgoingGrainCallFilter(filter);
        return builder;
    }

    /// <summary>Adds a filter that the services make.</summary>
    /// <typeparam name="TImplementation">The filter's type.</typeparam>
    /// <param name="builder">The silo.</param>
    public static ISiloBuilder AddOutgoingGrainCallFilter<TImplementation>(this ISiloBuilder builder)
        where TImplementation : class, IOutgoingGrainCallFilter
    {
        builder.Services.AddOutgoingGrainCallFilter<TImplementation>();
        return builder;
    }

    /// <summary>Adds a filter as a function.</summary>
    /// <param name="builder">The silo.</param>
    /// <param name="filter">The filter.</param>
    public static ISiloBuilder AddOutgoingGrainCallFilter(this ISiloBuilder builder, OutgoingGrainCallFilterDelegate filter)
    {
        builder.Services.AddOutgoingGrainCallFilter(filter);
        return builder;
    }
}
