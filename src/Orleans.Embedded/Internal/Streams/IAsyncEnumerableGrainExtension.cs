namespace Orleans.Runtime;

/// <summary>The interface that call filters see while a caller reads a stream.</summary>
internal interface IAsyncEnumerableGrainExtension
{
    /// <summary>Begins a stream and returns its first items.</summary>
    [Concurrency.AlwaysInterleave]
    ValueTask StartEnumeration();

    /// <summary>Returns the next items.</summary>
    [Concurrency.AlwaysInterleave]
    ValueTask MoveNext();

    /// <summary>Ends a stream.</summary>
    [Concurrency.AlwaysInterleave]
    ValueTask DisposeAsync();
}
