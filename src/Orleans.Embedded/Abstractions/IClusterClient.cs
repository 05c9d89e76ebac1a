namespace Orleans;

/// <summary>Calls grains from outside of grains; here from within the silo's process.</summary>
public interface IClusterClient : IGrainFactory
{
    /// <summary>The host's services.</summary>
    IServiceProvider ServiceProvider { get; }
}
