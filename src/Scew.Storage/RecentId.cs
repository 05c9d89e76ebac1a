using Scew.Protocol;

namespace Scew.Storage;

/// <summary>A request that is to be remembered though its height may be gone, and the time of its block.</summary>
public readonly record struct RecentId(Digest Id, long TimeMs);
