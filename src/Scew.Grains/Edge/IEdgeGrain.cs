using Orleans;

namespace Scew.Grains;

/// <summary>One HTTP request as an edge took it: names and values of headers in turns, the customer's address, a body of at most 192 KiB.</summary>
[GenerateSerializer]
[Immutable]
[Alias("Scew.EdgeQuestion")]
public sealed record EdgeQuestion(
    [property: Id(0)] string Method, [property: Id(1)] string Scheme, [property: Id(2)] string Host, [property: Id(3)] string Path, [property: Id(4)] string Query,
    [property: Id(5)] string Address, [property: Id(6)] string[] Headers, [property: Id(7)] byte[] Body);

/// <summary>The answer, or a piece of it: status and headers stand in the first one.</summary>
[GenerateSerializer]
[Immutable]
[Alias("Scew.EdgeAnswer")]
public sealed record EdgeAnswer([property: Id(0)] int Status, [property: Id(1)] string[] Headers, [property: Id(2)] byte[] Body);

/// <summary>
/// The API of the ordering silo for edge processes of the same merchant: keys <c>edge/0</c> to <c>edge/63</c>. An edge is trusted with the address that it names, which limits are
/// counted by, and with nothing else: what customers sign and verify passes through it as bytes.
/// </summary>
[Alias("Scew.IEdgeGrain")]
public interface IEdgeGrain : IGrainWithStringKey
{
    /// <summary>The whole answer.</summary>
    [Alias("AskAsync")]
    [ResponseTimeout("00:01:00")]
    Task<EdgeAnswer> AskAsync(EdgeQuestion question, CancellationToken cancel);

    /// <summary>The answer piece by piece, as it comes: a feed has no end.</summary>
    [Alias("FeedAsync")]
    IAsyncEnumerable<EdgeAnswer> FeedAsync(EdgeQuestion question, CancellationToken cancel);
}

/// <summary>What answers an edge's questions in the ordering silo.</summary>
public interface IEdgePipeline
{
    /// <summary>The whole answer.</summary>
    Task<EdgeAnswer> AskAsync(EdgeQuestion question, CancellationToken cancel);

    /// <summary>The answer piece by piece.</summary>
    IAsyncEnumerable<EdgeAnswer> FeedAsync(EdgeQuestion question, CancellationToken cancel);
}
