using Scew.Protocol;

namespace Scew.Storage;

/// <summary>
/// A request that has a result, and the place and time of the block that holds it. One that a state transfer brought has no place: height 0, index -1.
/// </summary>
public readonly record struct ExecutedId(Digest Id, long Height, int Index, long TimeMs)
{
    /// <summary>True when height and index are known.</summary>
    public bool HasPlace => Height > 0;
}
