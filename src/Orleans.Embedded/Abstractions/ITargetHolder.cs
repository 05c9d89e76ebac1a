namespace Orleans.Serialization.Invocation;

/// <summary>Holds the object that a call runs on.</summary>
public interface ITargetHolder
{
    /// <summary>The object.</summary>
    object? GetTarget();

    /// <summary>A component of the activation.</summary>
    /// <param name="componentType">The component's type.</param>
    object? GetComponent(Type componentType);
}
