namespace Orleans.Runtime;

/// <summary>Finds the activation whose turn is running.</summary>
public interface IGrainContextAccessor
{
    /// <summary>The activation; null outside of a turn.</summary>
    IGrainContext? GrainContext { get; }
}
