using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>A storage provider. Implementations fill in value, ETag and RecordExists, and throw <see cref="InconsistentStateException"/> when a record changed since it was read.</summary>
public interface IGrainStorage
{
    /// <summary>Reads a record.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="stateName">The record's name.</param>
    /// <param name="grainId">The grain.</param>
    /// <param name="grainState">The record to fill in.</param>
    Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

    /// <summary>Stores a record.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="stateName">The record's name.</param>
    /// <param name="grainId">The grain.</param>
    /// <param name="grainState">The record; its ETag is the one that was read.</param>
    Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

    /// <summary>Removes a record.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="stateName">The record's name.</param>
    /// <param name="grainId">The grain.</param>
    /// <param name="grainState">The record; its ETag is the one that was read.</param>
    Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);
}
