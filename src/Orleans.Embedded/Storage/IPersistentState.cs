using Orleans.Core;

namespace Orleans.Runtime;

/// <summary>A grain's persistent value, injected with <see cref="PersistentStateAttribute"/> and read before activation.</summary>
/// <typeparam name="TState">The value's type.</typeparam>
public interface IPersistentState<TState> : IStorage<TState>
{
}
