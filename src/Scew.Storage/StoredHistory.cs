using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Trees;

namespace Scew.Storage;

/// <summary>The history tree up to the base height (genesis where there is no base), and the hashes of the blocks above it up to the applied height, in order.</summary>
public sealed record StoredHistory(HistoryTree Base, ImmutableArray<Digest> Above);
