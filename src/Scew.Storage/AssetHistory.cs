using System.Collections.Immutable;

namespace Scew.Storage;

/// <summary>
/// A page of an asset's versions, the newest first, as of <paramref name="AppliedHeight"/>. None that was made above <paramref name="CompleteAbove"/> is missing between them; what was
/// made at or below it may be: it was pruned, passed over by a state transfer, or applied by a program that kept none.
/// </summary>
public sealed record AssetHistory(ImmutableArray<AssetChange> Changes, long CompleteAbove, long AppliedHeight);
