namespace Orleans.Runtime;

/// <summary>Where activations of a grain class go. With one process there is one place; the type exists for the attributes.</summary>
public abstract class PlacementStrategy
{
}
