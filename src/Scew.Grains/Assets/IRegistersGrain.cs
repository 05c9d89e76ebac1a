using Orleans;

namespace Scew.Grains;

/// <summary>A register as it stands: canonical bytes, and the height that wrote them, 0 where that is on disk already.</summary>
[GenerateSerializer]
[Immutable]
[Alias("Scew.StoredRegister")]
public sealed record StoredRegister([property: Id(0)] byte[] Bytes, [property: Id(1)] long Height);

/// <summary>The group in the present era: the bytes of the genesis file, and those of the membership, null in the first era.</summary>
[GenerateSerializer]
[Immutable]
[Alias("Scew.EraOfRegisters")]
public sealed record EraOfRegisters([property: Id(0)] byte[] Genesis, [property: Id(1)] byte[]? Membership);

/// <summary>
/// The registers of the ordering silo for asset grains of this merchant's other silos: key <c>registers/main</c>. Every call names the epoch of <see cref="RegisterEpoch"/> under which
/// its caller works.
/// </summary>
[Alias("Scew.IRegistersGrain")]
public interface IRegistersGrain : IGrainWithStringKey
{
    /// <summary>The register as it stands, or null. Throws where <paramref name="epoch"/> is over.</summary>
    [Alias("ReadAsync")]
    Task<StoredRegister?> ReadAsync(long epoch, string key);

    /// <summary>
    /// Takes the register that the block at <paramref name="height"/> left. One that was taken at that height or above it stays as it is, so a call that arrives late or twice changes
    /// nothing. Throws where <paramref name="epoch"/> is over.
    /// </summary>
    [Alias("WriteAsync")]
    Task WriteAsync(long epoch, long height, [Immutable] byte[] register);

    /// <summary>The group by whose rules registers change. Throws where <paramref name="epoch"/> is over.</summary>
    [Alias("EraAsync")]
    Task<EraOfRegisters> EraAsync(long epoch);
}
