using Orleans;

namespace Scew.Grains;

/// <summary>Holds one register and validates every change to it: key <c>asset/KIND/ID</c>.</summary>
[Alias("Scew.IAssetGrain")]
public interface IAssetGrain : IGrainWithStringKey
{
    /// <summary>The register's canonical bytes in an epoch of <see cref="RegisterEpoch"/>, or null.</summary>
    [Alias("ReadAsync")]
    ValueTask<byte[]?> ReadAsync(long epoch);

    /// <summary>
    /// Applies a change of the block at <paramref name="height"/> after re-running its causes on the own state; the sentence of a refusal, or null. Applying the same
    /// height again changes nothing.
    /// </summary>
    [Alias("ApplyAsync")]
    Task<string?> ApplyAsync(long epoch, long height, [Immutable] byte[] change);
}
