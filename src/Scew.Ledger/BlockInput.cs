using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Requests;

namespace Scew.Ledger;

/// <summary>A final block as execution sees it; requests in the block's order, time in Unix milliseconds.</summary>
public sealed record BlockInput(long Height, Digest BlockHash, long TimeMs, long Epoch, ImmutableArray<SignedRequest> Requests);
