using Orleans.Runtime;

namespace Orleans.Embedded;

/// <summary>The grain factory and cluster client of one host.</summary>
internal sealed class EmbeddedGrainFactory(Silo silo) : IClusterClient
{
    public IServiceProvider ServiceProvider => silo.Services;

    public TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithIntegerKey
    {
        return Get<TGrainInterface>(GrainIdKeyExtensions.CreateIntegerKey(primaryKey), grainClassNamePrefix);
    }

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey
    {
        return Get<TGrainInterface>(Key(primaryKey), grainClassNamePrefix);
    }

    public TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
        where TGrainInterface : IAddressable
    {
        return (TGrainInterface)(object)silo.Reference(typeof(TGrainInterface), grainId);
    }

    public IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey) => (IGrain)Get(grainInterfaceType, Key(grainPrimaryKey), null);

    public IGrain GetGrain(Type grainInterfaceType, long grainPrimaryKey)
    {
        return (IGrain)Get(grainInterfaceType, GrainIdKeyExtensions.CreateIntegerKey(grainPrimaryKey), null);
    }

    private static IdSpan Key(string key)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        return IdSpan.Create(key);
    }

    private TGrainInterface Get<TGrainInterface>(IdSpan key, string? prefix) => (TGrainInterface)(object)Get(typeof(TGrainInterface), key, prefix);

    private GrainReference Get(Type interfaceType, IdSpan key, string? prefix)
    {
        ArgumentNullException.ThrowIfNull(interfaceType);
        return silo.Reference(interfaceType, new GrainId(silo.Cluster.ClassOf(interfaceType, prefix, silo), key));
    }
}
