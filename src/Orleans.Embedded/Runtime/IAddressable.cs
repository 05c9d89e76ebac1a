namespace Orleans.Runtime;

/// <summary>What can be called: grains and references to them.</summary>
public interface IAddressable
{
}
