using System.Collections.Immutable;
using Scew.Protocol.Registers;
using Scew.Protocol.Results;

namespace Scew.Ledger;

/// <summary>
/// One request that was executed: its place among the block's results, the end of the time for which its id must be remembered, the registers that it
/// wrote in order of first write, and those of them that it created. A refusal writes none.
/// </summary>
public sealed record ExecutedRequest(
    int Index, RequestResult Result, long RememberUntilMs, ImmutableArray<RegisterKey> Written, ImmutableArray<RegisterKey> Created)
{
    /// <summary>Every version that an asset reached by it, in order; an asset that took several steps stands there several times.</summary>
    public ImmutableArray<AssetVersion> Versions { get; init; } = [];
}
