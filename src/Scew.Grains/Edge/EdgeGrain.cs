using Orleans;
using Orleans.Concurrency;

namespace Scew.Grains;

/// <summary>Hands an edge's questions to the API of this silo, off the turn.</summary>
[GrainType("edge")]
[Reentrant]
public sealed class EdgeGrain(IEdgePipeline pipeline) : Grain, IEdgeGrain
{
    /// <inheritdoc/>
    public Task<EdgeAnswer> AskAsync(EdgeQuestion question, CancellationToken cancel) => Task.Run(() => pipeline.AskAsync(question, cancel), cancel);

    /// <inheritdoc/>
    public IAsyncEnumerable<EdgeAnswer> FeedAsync(EdgeQuestion question, CancellationToken cancel) => pipeline.FeedAsync(question, cancel);
}
