using Scew.Protocol;

namespace Scew.Storage;

/// <summary>A request that was executed at or below the base height, and the time of its block.</summary>
public readonly record struct RecentId(Digest Id, long TimeMs);
