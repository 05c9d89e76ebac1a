namespace Orleans.Configuration;

/// <summary>The grain classes that a silo hosts: at first those of every loaded assembly that uses this library.</summary>
public class GrainTypeOptions
{
    /// <summary>The classes.</summary>
    public HashSet<Type> Classes { get; } = [];

    /// <summary>Interfaces to check and prepare at start; those that the classes implement are always among them.</summary>
    public HashSet<Type> Interfaces { get; } = [];
}
