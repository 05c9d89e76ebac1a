namespace Orleans.Concurrency;

/// <summary>Calls of the method are not answered: the caller continues at once and never sees an error.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OneWayAttribute : Attribute
{
}
