namespace Orleans;

/// <summary>An attribute of a constructor parameter that the runtime fills in.</summary>
public interface IFacetMetadata
{
}
