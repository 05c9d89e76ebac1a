namespace Orleans.Concurrency;

/// <summary>Calls of the method do not change state, so they may interleave with each other.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ReadOnlyAttribute : Attribute
{
}
