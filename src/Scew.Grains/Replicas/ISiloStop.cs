namespace Scew.Grains;

/// <summary>Stops this silo for good: a broken invariant, a failed safety write, a lost lease.</summary>
public interface ISiloStop
{
    /// <summary>Stops with the exit code that belongs to the failure.</summary>
    void Stop(Exception failure);
}
