namespace Orleans;

/// <summary>A record as a plain object.</summary>
/// <typeparam name="T">The value's type.</typeparam>
public sealed class GrainState<T> : IGrainState<T>
{
    /// <summary>An empty record.</summary>
    public GrainState()
        : this(default!, null)
    {
    }

    /// <summary>A record with a value.</summary>
    /// <param name="state">The value.</param>
    public GrainState(T state)
        : this(state, null)
    {
    }

    /// <summary>A record with a value and a version.</summary>
    /// <param name="state">The value.</param>
    /// <param name="eTag">The version.</param>
    public GrainState(T state, string? eTag)
    {
        State = state;
        ETag = eTag;
    }

    /// <inheritdoc />
    public T State { get; set; }

    /// <inheritdoc />
    public string? ETag { get; set; }

    /// <inheritdoc />
    public bool RecordExists { get; set; }
}
