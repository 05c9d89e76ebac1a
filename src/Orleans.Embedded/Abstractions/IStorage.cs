namespace Orleans.Core;

/// <summary>One stored record of a grain.</summary>
public interface IStorage
{
    /// <summary>The record's version as the provider tells it; null for none.</summary>
    string? Etag { get; }

    /// <summary>Whether the record is stored.</summary>
    bool RecordExists { get; }

    /// <summary>Removes the record.</summary>
    Task ClearStateAsync();

    /// <summary>Removes the record.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    Task ClearStateAsync(CancellationToken cancellationToken) => ClearStateAsync();

    /// <summary>Stores the record.</summary>
    Task WriteStateAsync();

    /// <summary>Stores the record.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    Task WriteStateAsync(CancellationToken cancellationToken) => WriteStateAsync();

    /// <summary>Reads the record.</summary>
    Task ReadStateAsync();

    /// <summary>Reads the record.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    Task ReadStateAsync(CancellationToken cancellationToken) => ReadStateAsync();
}
