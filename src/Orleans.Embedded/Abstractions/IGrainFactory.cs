using Orleans.Runtime;

namespace Orleans;

/// <summary>Makes references to grains. Making one neither calls nor activates anything.</summary>
public interface IGrainFactory
{
    /// <summary>A reference to the grain with an integer key.</summary>
    /// <typeparam name="TGrainInterface">The interface to call.</typeparam>
    /// <param name="primaryKey">The key.</param>
    /// <param name="grainClassNamePrefix">Chooses between several classes that implement the interface.</param>
    TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithIntegerKey;

    /// <summary>A reference to the grain with a string key.</summary>
    /// <typeparam name="TGrainInterface">The interface to call.</typeparam>
    /// <param name="primaryKey">The key.</param>
    /// <param name="grainClassNamePrefix">Chooses between several classes that implement the interface.</param>
    TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey;

    /// <summary>A reference to a grain by its identity.</summary>
    /// <typeparam name="TGrainInterface">The interface to call.</typeparam>
    /// <param name="grainId">The identity.</param>
    TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
        where TGrainInterface : IAddressable;

    /// <summary>A reference to the grain with a string key.</summary>
    /// <param name="grainInterfaceType">The interface to call.</param>
    /// <param name="grainPrimaryKey">The key.</param>
    IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey);

    /// <summary>A reference to the grain with an integer key.</summary>
    /// <param name="grainInterfaceType">The interface to call.</param>
    /// <param name="grainPrimaryKey">The key.</param>
    IGrain GetGrain(Type grainInterfaceType, long grainPrimaryKey);
}
