namespace Orleans;

/// <summary>A record on its way between a grain and a storage provider.</summary>
/// <typeparam name="T">The value's type.</typeparam>
public interface IGrainState<T>
{
    /// <summary>The value.</summary>
    T State { get; set; }

    /// <summary>The version as the provider tells it.</summary>
    string? ETag { get; set; }

    /// <summary>Whether the record is stored.</summary>
    bool RecordExists { get; set; }
}
