namespace Orleans.Core;

/// <summary>One stored record of a grain with its value.</summary>
/// <typeparam name="TState">The value's type.</typeparam>
public interface IStorage<TState> : IStorage
{
    /// <summary>The value in memory.</summary>
    TState State { get; set; }
}
