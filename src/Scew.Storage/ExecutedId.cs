using Scew.Protocol;

namespace Scew.Storage;

/// <summary>A request that has a result, and the place and time of the block that holds it.</summary>
public readonly record struct ExecutedId(Digest Id, long Height, int Index, long TimeMs);
