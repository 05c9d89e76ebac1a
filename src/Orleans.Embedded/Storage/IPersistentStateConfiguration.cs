namespace Orleans.Runtime;

/// <summary>Which record a persistent state is.</summary>
public interface IPersistentStateConfiguration
{
    /// <summary>The record's name.</summary>
    string StateName { get; }

    /// <summary>The storage provider's name.</summary>
    string StorageName { get; }
}
