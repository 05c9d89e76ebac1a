using System.Collections.Immutable;

namespace Orleans.Embedded;

/// <summary>What one pull brings: items, perhaps none yet, and whether the stream has ended after them.</summary>
[Immutable]
internal sealed record StreamBatch<TItem>(ImmutableArray<TItem> Items, bool Ended);
